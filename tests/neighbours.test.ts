import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { readStories } from './harness/stories.ts';
import type { FixtureFile } from './harness/fixture.ts';

// Silence is only worth something beside a finding. So each story reports something, and each function in it that is silent
// says which premise of the reported one it negates.

describe.each(readStories())('$name', ({ files }) => {
  it('reports something', () => {
    expect(files.flatMap(file => file.expectations)).not.toEqual([]);
  });

  it('says of each silent function which premise it negates', () => {
    expect(files.filter(file => isTold(file, files)).flatMap(unexplained)).toEqual([]);
  });
});

/** In a story of several files, those without a finding are what the others import. */
function isTold(file: FixtureFile, files: readonly FixtureFile[]): boolean {
  return files.length === 1 || file.expectations.length > 0;
}

function unexplained({ path, text, expectations }: FixtureFile): readonly string[] {
  const sourceFile = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true);
  const isReported = (node: ts.Node) => {
    const first = lineOf(sourceFile, node.getStart());
    const last = lineOf(sourceFile, node.end);
    return expectations.some(({ line }) => first <= line && line <= last);
  };
  return partsOf(sourceFile, isReported)
    .filter(node => !isReported(node) && !commentsBefore(text, node).some(comment => /\bnegates\b/i.test(comment)))
    .map(node => `${path}:${lineOf(sourceFile, node.getStart()) + 1}: ${node.getText().split('\n', 1)[0] ?? ''}`);
}

/** Exported functions, and the async methods of a class in which something is reported; other classes are what the story is about. */
function partsOf(sourceFile: ts.SourceFile, isReported: (node: ts.Node) => boolean): readonly ts.Node[] {
  return sourceFile.statements.flatMap((statement): readonly ts.Node[] => {
    if (ts.isFunctionDeclaration(statement) && has(statement, ts.SyntaxKind.ExportKeyword)) {
      return [statement];
    }
    return ts.isClassDeclaration(statement) && isReported(statement)
      ? statement.members.filter(member => ts.isMethodDeclaration(member) && has(member, ts.SyntaxKind.AsyncKeyword))
      : [];
  });
}

function has(node: ts.FunctionDeclaration | ts.ClassElement, kind: ts.SyntaxKind): boolean {
  return ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some(modifier => modifier.kind === kind);
}

function commentsBefore(text: string, node: ts.Node): readonly string[] {
  return (ts.getLeadingCommentRanges(text, node.pos) ?? []).map(({ pos, end }) => text.slice(pos, end));
}

function lineOf(sourceFile: ts.SourceFile, position: number): number {
  return sourceFile.getLineAndCharacterOfPosition(position).line;
}
