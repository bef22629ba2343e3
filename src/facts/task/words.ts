import type ts from 'typescript';
import type { Span } from '../../flow/graph.ts';
import type { Compiler } from '../context.ts';
import { bareExpression, shortText, spanOf } from '../syntax.ts';
import type { SiteNode } from './site.ts';
import { isFunctionLiteral } from './syntax.ts';

/** The source of an expression as a message names it; what functions that are written in it do is left out. */
export function wordsFor(ts: Compiler, expression: ts.Node): string {
  const start = expression.getStart();
  const text = expression.getText();
  const cuts: Span[] = [];
  const visit = (node: ts.Node): void => {
    const body = isFunctionLiteral(ts, node) ? node.body : undefined;
    if (body !== undefined && isLong(ts, body)) {
      cuts.push({ start: body.getStart() - start, end: body.end - start });
    } else {
      ts.forEachChild(node, visit);
    }
  };
  visit(expression);
  const shown = cuts.reduceRight((shortened, cut) => `${shortened.slice(0, cut.start)}…${shortened.slice(cut.end)}`, text);
  return shortText(shown);
}

const longestBody = 20;

function isLong(ts: Compiler, body: ts.ConciseBody): boolean {
  return ts.isBlock(body) ? body.statements.length > 0 : body.end - body.getStart() > longestBody;
}

/** What a message calls the function that a callback is handed to: the name, or the last of a chain's names. */
export function wordsForSink(ts: Compiler, { call }: SiteNode): string {
  const callee = bareExpression(ts, call.expression);
  const isSimple = ts.isPropertyAccessExpression(callee) && !ts.isIdentifier(bareExpression(ts, callee.expression)) && callee.expression.kind !== ts.SyntaxKind.ThisKeyword;
  return isSimple && !ts.isPropertyAccessExpression(callee.expression) ? callee.name.text : wordsFor(ts, callee);
}

/** Where a finding points: the call as far as its first line, the head of a callback. */
export function headOf(ts: Compiler, { call, callback }: SiteNode): Span {
  if (callback === undefined) {
    return firstLineOf(call);
  }
  const bare = bareExpression(ts, callback);
  if (ts.isArrowFunction(bare)) {
    return { start: bare.getStart(), end: bare.equalsGreaterThanToken.end };
  }
  return ts.isFunctionExpression(bare) ? { start: bare.getStart(), end: endBefore(bare.body) } : spanOf(callback);
}

/** A node as far as its first line: findings point at heads. */
export function firstLineOf(node: ts.Node): Span {
  const { start, end } = spanOf(node);
  const [line = ''] = node.getText().split(/\r\n?|\n/, 1);
  return { start, end: Math.min(end, start + line.trimEnd().length) };
}

/** A function as far as its body begins. */
export function headOfFunction(ts: Compiler, fn: ts.Node): Span {
  const body = ts.isFunctionLike(fn) && 'body' in fn ? fn.body : undefined;
  if (body === undefined) {
    return firstLineOf(fn);
  }
  return ts.isArrowFunction(fn) ? { start: fn.getStart(), end: fn.equalsGreaterThanToken.end } : { start: fn.getStart(), end: endBefore(body) };
}

function endBefore(node: ts.Node): number {
  const text = node.getSourceFile().text;
  let end = node.getStart();
  while (/\s/.test(text.charAt(end - 1))) {
    end -= 1;
  }
  return end;
}
