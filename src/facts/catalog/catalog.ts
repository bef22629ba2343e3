import type ts from 'typescript';
import { answerOf, type Answer } from '../answer.ts';
import type { Compiler } from '../context.ts';
import { CatalogIndex } from './catalog-index.ts';
import { DeclaredEntries } from './declared-entries.ts';
import type { CatalogEntry, SignalSlot } from './entry.ts';
import { lastNameOf, named } from './named.ts';
import { cancellationErrorCodes, cancellationErrorNames, guardWords, signalProperties, timeoutErrorNames } from './vocabulary.ts';
import { WrittenPlaces } from './written.ts';

/** What was found, and whether the checker had to be asked for the type of a receiver. */
interface CatalogAnswer {
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
  /** The places for a signal that anything of this last name has: what is written there is worth asking for before the member is. */
  signalSlotsOf(lastName: string): readonly SignalSlot[];
  /** Names of properties that hold a signal, where the type agrees; the user may add to them. */
  readonly signalProperties: readonly string[];
  /** Is this what a cancellation is called in an error's `name` or `code`, or the name of its class? `TimeoutError` is not. */
  isCancellationWord(word: string): Answer;
  /** May a function of that name, which nobody has read, be one that throws a cancellation again? Unknown, or no. */
  mayBeGuard(name: string): Answer;
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
  additions: readonly CatalogEntry[] = nothing,
): Catalog {
  const extra = additions.length === 0 ? nothing : additions;
  const { index, cancellationWords, timeoutWords } = knowledgeOf(entries, extra);
  const written = new WrittenPlaces(compiler, checker, index);
  const declared = new DeclaredEntries(compiler, checker, index);
  // Without a library there are no types worth asking for, and inferring them in a large script overflows the checker's stack.
  const hasTypes = checker.resolveName('Array', undefined, compiler.SymbolFlags.Type, false) !== undefined;
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
    const found = declaredEntry(node, last) ?? index.anywhere([last.text]);
    const askedTypes = isMember && hasTypes;
    return found === undefined ? { askedTypes } : { entry: found, askedTypes };
  }

  function declaredEntry(node: ts.Node, last: ts.Node): CatalogEntry | undefined {
    const symbol = hasTypes ? checker.getSymbolAtLocation(last) : undefined;
    // Of a plain name the text has said everything, unless it is another one's alias.
    const isSaid = last === node && symbol !== undefined && (symbol.flags & compiler.SymbolFlags.Alias) === 0;
    return symbol === undefined || isSaid ? undefined : (declared.entryOfSymbol(symbol) ?? byReceiver(node, symbol));
  }

  /** The checker computes a receiver's type anew each time, so it is asked only about what a library or the user's settings may name. */
  function byReceiver(node: ts.Node, member: ts.Symbol): CatalogEntry | undefined {
    const isAccess = compiler.isPropertyAccessExpression(node) || compiler.isElementAccessExpression(node);
    const isWorthAsking = index.knowsInFiles(member.name) || member.declarations?.every(one => one.getSourceFile().isDeclarationFile) === true;
    return isAccess && isWorthAsking
      ? declared.entryOfMemberOf(checker.getNonNullableType(checker.getTypeAtLocation(node.expression)), member)
      : undefined;
  }

  return {
    entryOf: node => answerFor(node).entry,
    answerFor,
    entryOfSymbol: symbol => declared.entryOfSymbol(symbol),
    entryOfClass: symbol => declared.entryOfClass(symbol),
    signalSlotsOf: lastName => index.signalSlotsOf(lastName),
    signalProperties: [...words(signalProperties), ...extra.filter(isSignalProperty).map(entry => entry.of.name)],
    isCancellationWord: word => answerOf(cancellationWords.has(word)),
    mayBeGuard: name => (guardWords.some(({ word }) => name.toLowerCase().includes(word)) ? 'unknown' : 'no'),
    isTimeoutWord: word => answerOf(timeoutWords.has(word)),
  };
}

const nothing: readonly CatalogEntry[] = [];

interface Knowledge {
  readonly index: CatalogIndex;
  readonly cancellationWords: ReadonlySet<string>;
  readonly timeoutWords: ReadonlySet<string>;
}

/** Hosts without a program make a catalog per file, from the same lists: putting these in order takes longer than many a file. */
const knownLists = new WeakMap<readonly CatalogEntry[], WeakMap<readonly CatalogEntry[], Knowledge>>();

function knowledgeOf(entries: readonly CatalogEntry[], extra: readonly CatalogEntry[]): Knowledge {
  const byExtra = knownLists.get(entries) ?? new WeakMap<readonly CatalogEntry[], Knowledge>();
  knownLists.set(entries, byExtra);
  const known = byExtra.get(extra);
  if (known !== undefined) {
    return known;
  }
  const classes = [...entries, ...extra].filter(({ cancellation }) => cancellation === 'class');
  const names = classes.map(({ of }) => lastSegment(of.name)).filter(name => name !== 'default');
  const knowledge = {
    index: new CatalogIndex(entries, extra),
    cancellationWords: new Set([...words(cancellationErrorNames), ...words(cancellationErrorCodes), ...names]),
    timeoutWords: new Set(words(timeoutErrorNames)),
  };
  byExtra.set(extra, knowledge);
  return knowledge;
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
