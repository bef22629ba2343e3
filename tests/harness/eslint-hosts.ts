import babelParser from '@babel/eslint-parser';
import * as typescriptParser from '@typescript-eslint/parser';
import { Linter } from 'eslint';
import { Linter as LinterOfESLint9 } from 'eslint-9';
import { blankSourceFile } from 'ts-blank-space';
import ts from 'typescript';
import plugin from '../../src/eslint/index.ts';
import type { Fixture, FixtureFile } from './fixture.ts';
import { programOfFixtures } from './program.ts';
import { rangeOf } from './reported.ts';
import { fixturesFolder } from './stories.ts';
import type { Reported } from './verdict.ts';

/** A file that a host cannot read at all; such stories are skipped in it, and counted. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
}

type Parsing = NonNullable<Linter.Config['languageOptions']>;

type Verify = (text: string, config: Linter.Config[], filename: string) => readonly Linter.LintMessage[];

const linter = new Linter({ cwd: fixturesFolder });
const linterOfESLint9 = new LinterOfESLint9({ cwd: fixturesFolder });

const byESLint10: Verify = (text, config, filename) => linter.verify(text, config, { filename });
/** Babel's parser of version 7 does not make the scopes that ESLint 10 asks for. */
const byESLint9: Verify = (text, config, filename) => linterOfESLint9.verify(text, config, { filename });

/** Plain JavaScript, read by ESLint's own parser. */
export function javascript(fixture: Fixture): readonly Reported[] {
  return lintStripped(fixture, { ecmaVersion: 'latest', sourceType: 'module', parserOptions: { ecmaFeatures: { jsx: true } } });
}

/** Plain JavaScript, read by Babel's parser. */
export function babel(fixture: Fixture): readonly Reported[] {
  const babelOptions = { babelrc: false, configFile: false, parserOpts: { plugins: ['jsx', 'explicitResourceManagement'] } };
  return lintStripped(fixture, { parser: babelParser, parserOptions: { requireConfigFile: false, babelOptions } }, byESLint9);
}

/** TypeScript without a project: types are written down, but nobody has resolved them. */
export function annotated(fixture: Fixture): readonly Reported[] {
  return fixture.files.flatMap(file => lint(fixture, file, file.text, file.path, { parser: typescriptParser }));
}

/** TypeScript with a project. */
export function typed(fixture: Fixture): readonly Reported[] {
  const programs = [programOfFixtures()];
  return fixture.files.flatMap(file =>
    lint(fixture, file, file.text, file.path, { parser: typescriptParser, parserOptions: { programs } }),
  );
}

function lintStripped(fixture: Fixture, parsing: Parsing, verify?: Verify): readonly Reported[] {
  return fixture.files.flatMap(file => lint(fixture, file, stripTypes(file), javascriptName(file.path), parsing, verify));
}

/** Blanks the types out, so that every offset stays. */
function stripTypes({ path, text }: FixtureFile): string {
  let whatStays: ts.Node | undefined;
  const kind = path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const sourceFile = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, false, kind);
  const stripped = blankSourceFile(sourceFile, node => {
    whatStays ??= node;
  });
  if (whatStays !== undefined) {
    throw new Unreadable(`${path}: ${ts.SyntaxKind[whatStays.kind]} cannot be blanked out.`);
  }
  return stripped;
}

function javascriptName(path: string): string {
  return path.replace(/\.([cm]?)ts(x?)$/, '.$1js$2');
}

function lint(fixture: Fixture, file: FixtureFile, text: string, filename: string, languageOptions: Parsing, verify = byESLint10): readonly Reported[] {
  const messages = verify(
    text,
    [
      {
        files: ['**/*.{js,cjs,mjs,jsx,ts,cts,mts,tsx}'],
        languageOptions,
        plugins: { cancellation: plugin },
        rules: { [`cancellation/${fixture.rule}`]: ['error', fixture.options] },
        settings: { cancellation: fixture.settings },
        linterOptions: { reportUnusedDisableDirectives: 'off' },
      },
    ],
    filename,
  );
  return messages.map(message => {
    if (message.fatal === true) {
      throw new Unreadable(`${file.path}: ${message.message}`);
    }
    if (message.ruleId !== `cancellation/${fixture.rule}`) {
      throw new Error(`ESLint says of ${file.path}: ${message.message}`);
    }
    return reportedOf(fixture, file, text, message);
  });
}

function reportedOf(fixture: Fixture, file: FixtureFile, text: string, message: Linter.LintMessage): Reported {
  const start = offsetOf(text, message.line, message.column);
  const end = offsetOf(text, message.endLine ?? message.line, message.endColumn ?? message.column + 1);
  return {
    rule: fixture.rule,
    message: message.message,
    ...rangeOf(file.path, text, { start, end }),
  };
}

function offsetOf(text: string, line: number, column: number): number {
  const before = text.split('\n').slice(0, line - 1);
  return before.reduce((offset, { length }) => offset + length + 1, 0) + column - 1;
}
