import type ts from 'typescript';
import { answerOf, type Answer } from '../answer.ts';
import type { Compiler } from '../context.ts';
import { CatalogIndex } from './catalog-index.ts';
import { DeclaredEntries } from './declared-entries.ts';
import type { CatalogEntry } from './entry.ts';
import { lastNameOf, named } from './named.ts';
import { cancellationErrorCodes, cancellationErrorNames, signalProperties, timeoutErrorNames } from './vocabulary.ts';
import { WrittenPlaces } from './written.ts';

/** What was found, and whether the checker had to be asked for the type of a receiver. */
export interface CatalogAnswer {
  readonly entry?: CatalogEntry;
  readonly askedTypes: boolean;
}

/** Finds what is known about a symbol, an import, or a global. */
export interface Catalog {
  /**
   * The entry for the declaration that a name or property resolves to; undefined where nothing is known. The node is a callee
   * (of a call or of `new`), a property access, a type's name, a base class, or the right side of `instanceof`.
   */
  entryOf(node: ts.Node): CatalogEntry | undefined;
  /** The same, and what answering took. */
  answerFor(node: ts.Node): CatalogAnswer;
  /** The entry of a symbol that somebody has resolved already. */
  entryOfSymbol(symbol: ts.Symbol): CatalogEntry | undefined;
  /**
   * The entry of a class or interface, or of the nearest one that it extends: what holds for each instance (`cancellation`,
   * `type`), not what its constructor does.
   */
  entryOfClass(symbol: ts.Symbol): CatalogEntry | undefined;
  /** Names of properties that hold a signal, where the type agrees; the user may add to them. */
  readonly signalProperties: readonly string[];
  /** Is this what a cancellation is called in an error's `name` or `code`, or the name of its class? `TimeoutError` is not. */
  isCancellationWord(word: string): Answer;
  /** Is this what an error is called that says that time was up? */
  isTimeoutWord(word: string): Answer;
}

/**
 * Names are looked up by the text first: imports, globals and written types say where most of them come from, with or
 * without a program. Only a member of something whose type is not written is asked of the checker.
 */
export function createCatalog(
  compiler: Compiler,
  checker: ts.TypeChecker,
  entries: readonly CatalogEntry[],
  extra: readonly CatalogEntry[] = [],
): Catalog {
  const index = new CatalogIndex(entries, extra);
  const written = new WrittenPlaces(compiler, checker, index);
  const declared = new DeclaredEntries(compiler, checker, index);
  const classes = [...entries, ...extra].filter(({ cancellation }) => cancellation === 'class');
  const cancellationWords = new Set([
    ...words(cancellationErrorNames),
    ...words(cancellationErrorCodes),
    ...classes.map(({ of }) => lastSegment(of.name)).filter(name => name !== 'default'),
  ]);
  const timeoutWords = new Set(words(timeoutErrorNames));
  const memo = new WeakMap<ts.Node, CatalogAnswer>();

  function answerFor(node: ts.Node): CatalogAnswer {
    const name = named(compiler, node);
    const known = memo.get(name);
    if (known !== undefined) {
      return known;
    }
    const answer = find(name);
    memo.set(name, answer);
    return answer;
  }

  function find(node: ts.Node): CatalogAnswer {
    const last = lastNameOf(compiler, node);
    const isMember = last !== undefined && last !== node;
    if (last === undefined || (isMember && !index.knows(last.text))) {
      return unknown;
    }
    const entry = written.entryOf(node);
    if (entry !== undefined) {
      return { entry, askedTypes: false };
    }
    const symbol = checker.getSymbolAtLocation(last);
    const found = symbol === undefined ? index.anywhere([last.text]) : (declared.entryOfSymbol(symbol) ?? byReceiver(node, symbol));
    return found === undefined ? { askedTypes: isMember } : { entry: found, askedTypes: isMember };
  }

  function byReceiver(node: ts.Node, member: ts.Symbol): CatalogEntry | undefined {
    const isAccess = compiler.isPropertyAccessExpression(node) || compiler.isElementAccessExpression(node);
    return isAccess ? declared.entryOfMemberOf(checker.getNonNullableType(checker.getTypeAtLocation(node.expression)), member) : undefined;
  }

  return {
    entryOf: node => answerFor(node).entry,
    answerFor,
    entryOfSymbol: symbol => declared.entryOfSymbol(symbol),
    entryOfClass: symbol => declared.entryOfClass(symbol),
    signalProperties: [...words(signalProperties), ...extra.filter(isSignalProperty).map(entry => entry.of.name)],
    isCancellationWord: word => answerOf(cancellationWords.has(word)),
    isTimeoutWord: word => answerOf(timeoutWords.has(word)),
  };
}

/** How settings say that whatever is called so is a signal. */
function isSignalProperty({ of, givesSignal }: CatalogEntry): boolean {
  return of.from === 'any' && givesSignal === 'foreign';
}

function words(vocabulary: readonly { readonly word: string | number }[]): string[] {
  return vocabulary.map(({ word }) => String(word));
}

function lastSegment(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

const unknown: CatalogAnswer = { askedTypes: false };
