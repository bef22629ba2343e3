import type ts from 'typescript';
import type { Compiler } from '../facts/context.ts';
import { createLineMap, type LineMap } from './line-map.ts';

/**
 * Comments that switch rules off.
 *
 * They are ESLint's, because that is what people know and what an editor inserts: `eslint-disable`, `eslint-enable`,
 * `eslint-disable-line`, `eslint-disable-next-line`, with a list of rules or without, and a reason after `--`. A rule is meant by
 * its name under any prefix, for a project may register the plugin as it likes. https://eslint.org/docs/latest/use/configure/rules#disabling-rules
 *
 * A comment that *configures* (`eslint some-rule: off`) is ESLint's alone: it needs ESLint's options and its meaning of
 * severity. The audit tells where it has seen one of ours.
 */
export interface Suppressions {
  isSuppressed(rule: string, start: number): boolean;
  /** Does a comment configure one of these rules for ESLint? */
  configures(rules: ReadonlySet<string>): boolean;
}

type Kind = 'disable' | 'enable' | 'disable-line' | 'disable-next-line';

interface Directive {
  readonly kind: Kind;
  /** Without their prefixes; empty means each rule. */
  readonly rules: ReadonlySet<string>;
  readonly start: number;
  /** The line that `…-line` and `…-next-line` are about. */
  readonly line: number;
}

interface Comment {
  readonly start: number;
  readonly end: number;
  readonly isBlock: boolean;
  /** What stands between the delimiters. */
  readonly text: string;
}

const none: Suppressions = { isSuppressed: () => false, configures: () => false };

/** Reads a file's suppressions. A file that does not mention `eslint` costs one text search. */
export function suppressionsIn(ts: Compiler, sourceFile: ts.SourceFile): Suppressions {
  if (!sourceFile.text.includes('eslint')) {
    return none;
  }
  const comments = [...commentsIn(ts, sourceFile)];
  const lineMap = createLineMap(sourceFile.text);
  const directives = comments.flatMap(comment => directiveOf(comment, lineMap) ?? []);
  const configured = comments.flatMap(configuredRules);

  return {
    isSuppressed: (rule, start) => isSuppressed(directives, rule, start, lineMap.positionOf(start).line),
    configures: rules => configured.some(rule => rules.has(rule)),
  };
}

function isSuppressed(directives: readonly Directive[], rule: string, start: number, line: number): boolean {
  let disabled = false;
  for (const directive of directives) {
    if (directive.rules.size > 0 && !directive.rules.has(rule)) {
      continue;
    }
    switch (directive.kind) {
      case 'disable-line':
      case 'disable-next-line':
        if (directive.line === line) {
          return true;
        }
        break;
      default:
        if (directive.start <= start) {
          disabled = directive.kind === 'disable';
        }
    }
  }
  return disabled;
}

const directivePattern = /^\s*eslint-(disable-next-line|disable-line|disable|enable)(?=[\s,]|$)/;

function directiveOf(comment: Comment, lineMap: LineMap): Directive | undefined {
  const match = directivePattern.exec(comment.text);
  const kind = match === null ? undefined : kindOf(match[1]);
  if (match === null || kind === undefined) {
    return undefined;
  }
  // ESLint reads these two in block comments only.
  if ((kind === 'disable' || kind === 'enable') && !comment.isBlock) {
    return undefined;
  }
  const first = lineMap.positionOf(comment.start).line;
  const last = lineMap.positionOf(comment.end).line;
  if (kind === 'disable-line' && first !== last) {
    return undefined;
  }
  const rules = withoutReason(comment.text.slice(match[0].length))
    .split(',')
    .map(rule => withoutPrefix(rule.trim()))
    .filter(rule => rule !== '');
  return { kind, rules: new Set(rules), start: comment.start, line: kind === 'disable-next-line' ? last + 1 : first };
}

function kindOf(text: string | undefined): Kind | undefined {
  switch (text) {
    case 'disable':
    case 'enable':
    case 'disable-line':
    case 'disable-next-line':
      return text;
    default:
      return undefined;
  }
}

/** `cancellation/no-floating-task` and `@scope/plugin/no-floating-task` mean the same rule as the bare name. */
function withoutPrefix(rule: string): string {
  return rule.slice(rule.lastIndexOf('/') + 1);
}

function withoutReason(text: string): string {
  return text.split(/\s-{2,}(?:\s|$)/)[0] ?? '';
}

/** The rules that `eslint a: off, "plugin/b": [2, {…}]` is about. */
function configuredRules({ isBlock, text }: Comment): string[] {
  const match = /^\s*eslint\s+(?=\S)/.exec(text);
  if (!isBlock || match === null) {
    return [];
  }
  const names = withoutReason(text.slice(match[0].length)).matchAll(/["']?([\w@/-]+)["']?\s*:/g);
  return [...names].map(([, name = '']) => withoutPrefix(name));
}

/**
 * The comments that mention `eslint`, in order.
 *
 * Whether `//` starts a comment cannot be told from the text alone: it may stand in a string, a template, a regular expression or
 * between JSX tags. But each of these is a node, and what lies between nodes is punctuation and trivia, which the scanner reads without context.
 */
function* commentsIn(ts: Compiler, sourceFile: ts.SourceFile): Iterable<Comment> {
  const { text } = sourceFile;
  let end = 0;
  for (const { index } of text.matchAll(/eslint/g)) {
    if (index < end) {
      continue;
    }
    const comment = commentAround(ts, sourceFile, index);
    if (comment !== undefined) {
      end = comment.end;
      yield comment;
    }
  }
}

function commentAround(ts: Compiler, sourceFile: ts.SourceFile, offset: number): Comment | undefined {
  const gap = gapAround(ts, sourceFile, offset);
  if (gap === undefined) {
    return undefined;
  }
  const { text } = sourceFile;
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, false, ts.LanguageVariant.JSX, text, undefined, gap.start, gap.end - gap.start);
  for (let token = scanner.scan(); token !== ts.SyntaxKind.EndOfFileToken; token = scanner.scan()) {
    const start = scanner.getTokenStart();
    const end = scanner.getTokenEnd();
    if (start <= offset && offset < end) {
      switch (token) {
        case ts.SyntaxKind.SingleLineCommentTrivia:
          return { start, end, isBlock: false, text: text.slice(start + 2, end) };
        case ts.SyntaxKind.MultiLineCommentTrivia:
          return { start, end, isBlock: true, text: text.slice(start + 2, end - 2) };
        default:
          return undefined;
      }
    }
  }
  return undefined;
}

interface Gap {
  readonly start: number;
  readonly end: number;
}

/** The stretch around an offset in which no node's own text lies; undefined inside a leaf. */
function gapAround(ts: Compiler, sourceFile: ts.SourceFile, offset: number): Gap | undefined {
  let node: ts.Node = sourceFile;
  let children = childrenOf(ts, node);
  for (let child = childAround(children, offset); child !== undefined; child = childAround(children, offset)) {
    node = child;
    children = childrenOf(ts, node);
  }
  if (children.length > 0) {
    return children.reduce(
      (gap, { pos, end }) => (end <= offset ? { start: Math.max(gap.start, end), end: gap.end } : { start: gap.start, end: Math.min(gap.end, pos) }),
      { start: node.pos, end: node.end },
    );
  }
  const ownStart = node.getStart(sourceFile);
  if (offset < ownStart) {
    return { start: node.pos, end: ownStart };
  }
  return isText(ts, node) ? undefined : { start: ownStart, end: node.end };
}

function childrenOf(ts: Compiler, node: ts.Node): ts.Node[] {
  const children: ts.Node[] = [];
  ts.forEachChild(node, child => {
    children.push(child);
  });
  return children;
}

function childAround(children: readonly ts.Node[], offset: number): ts.Node | undefined {
  return children.find(({ pos, end }) => pos <= offset && offset < end);
}

/** A leaf in whose own text `//` is no comment. Each other leaf is a name, a keyword or punctuation (`{}`), which may hold one. */
function isText(ts: Compiler, node: ts.Node): boolean {
  return ts.isStringLiteralLike(node) || ts.isTemplateLiteralToken(node) || ts.isRegularExpressionLiteral(node) || ts.isJsxText(node);
}
