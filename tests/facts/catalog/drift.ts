import ts from 'typescript';
import { builtinCatalog } from '../../../src/facts/catalog/builtin.ts';
import type { CallbackUse, CatalogEntry, SignalSlot } from '../../../src/facts/catalog/entry.ts';
import { inProject } from './programs.ts';

/**
 * Compares entries with the types of what they speak of.
 *
 * A slot that names no parameter, a callback that is not callable, a promise that is none: each is a sentence. Overloads differ, so
 * a claim holds if one of them bears it out.
 */
export class Drift {
  readonly checker: ts.TypeChecker;
  readonly #file: ts.SourceFile;
  readonly #modules = new Map<string, ts.Symbol | undefined>();

  constructor(packages: Iterable<string>, folder?: string) {
    const modules = [...new Set(packages)];
    const text = modules.map((name, at) => `import * as module${at} from '${prefixed.has(name) ? 'node:' : ''}${name}';`).join('\n');
    const { program, file } = inProject(`${text}\nimport 'vitest/globals';\nexport {};`, {}, folder);
    this.checker = program.getTypeChecker();
    this.#file = file;
    for (const statement of file.statements) {
      if (ts.isImportDeclaration(statement) && ts.isStringLiteral(statement.moduleSpecifier)) {
        this.#modules.set(statement.moduleSpecifier.text.replace(/^node:/, ''), this.checker.getSymbolAtLocation(statement.moduleSpecifier));
      }
    }
  }

  /** What the types contradict. */
  complaints(entry: CatalogEntry): string[] {
    const subject = this.#subjectOf(entry);
    if (subject === undefined) {
      return ['does not exist'];
    }
    const signatures = [...subject.type.getCallSignatures(), ...subject.type.getConstructSignatures()];
    return [
      ...(entry.signal ?? []).filter(slot => !this.#hasSlot(signatures, slot)).map(slot => `takes no signal at ${slot.argument}.${slot.property ?? ''}`),
      ...(entry.callbacks ?? []).filter(use => !this.#hasCallback(signatures, use)).map(use => `takes no callback at ${use.argument}`),
      ...this.#complaintsOnResult(entry, subject, signatures),
    ];
  }

  symbolOf(entry: CatalogEntry): ts.Symbol | undefined {
    return this.#subjectOf(entry)?.symbol;
  }

  #complaintsOnResult(entry: CatalogEntry, subject: Subject, signatures: readonly ts.Signature[]): string[] {
    const complaints: string[] = [];
    const results = signatures.length === 0 ? [subject.type] : signatures.map(signature => signature.getReturnType());
    if ((entry.rejects !== undefined || entry.combines !== undefined) && !results.some(type => this.#isPromise(type))) {
      complaints.push('does not return a promise');
    }
    if (entry.ambient === true && entry.cancellation !== 'guard' && !results.some(type => this.#isPromise(type))) {
      complaints.push('is nothing to wait for');
    }
    const { result } = entry;
    if (result !== undefined && !results.some(type => this.#isInstance(this.checker.getAwaitedType(type) ?? type, result) || this.#isInstance(type, result))) {
      complaints.push(`does not give a ${result} but ${results.map(type => this.checker.typeToString(type)).join(' | ')}`);
    }
    if (entry.givesSignal !== undefined && !results.some(type => this.#isSignal(type))) {
      complaints.push('does not give a signal');
    }
    const { returnsArgument } = entry;
    if (returnsArgument !== undefined && !signatures.some(signature => this.#returns(signature, returnsArgument))) {
      complaints.push(`does not return its argument ${returnsArgument}`);
    }
    if (entry.neverReturns === true && !results.some(type => (type.flags & ts.TypeFlags.Never) !== 0)) {
      complaints.push('returns');
    }
    if (entry.cancellation === 'predicate' && !results.some(type => (type.flags & ts.TypeFlags.BooleanLike) !== 0)) {
      complaints.push('does not say yes or no');
    }
    if ((entry.cancellation === 'class' || entry.type === 'emitter') && (subject.symbol.flags & ts.SymbolFlags.Type) === 0 && subject.type.getConstructSignatures().length === 0) {
      complaints.push('is no class');
    }
    return complaints;
  }

  #returns(signature: ts.Signature, argument: number): boolean {
    const parameter = signature.parameters[argument];
    const given = parameter === undefined ? undefined : this.checker.getTypeOfSymbolAtLocation(parameter, this.#file);
    const returned = signature.getReturnType();
    return given !== undefined && (this.checker.isTypeAssignableTo(returned, given) || this.checker.isTypeAssignableTo(given, returned));
  }

  #subjectOf({ of }: CatalogEntry): Subject | undefined {
    if (of.from === 'file' || of.from === 'any') {
      return undefined;
    }
    const [first = '', ...rest] = of.name.split('.');
    const symbols = of.from === 'lib' ? [this.#globalNamed(first)] : this.#exportsOf(of.package, first);
    return symbols
      .flatMap(symbol => (symbol === undefined ? [] : [this.#memberOf(this.#subject(symbol), rest)]))
      .find(subject => subject !== undefined);
  }

  #memberOf(subject: Subject | undefined, [name, ...rest]: readonly string[]): Subject | undefined {
    return subject === undefined || name === undefined ? subject : this.#memberOf(this.#member(subject, name), rest);
  }

  #globalNamed(name: string): ts.Symbol | undefined {
    return this.checker.resolveName(name, undefined, ts.SymbolFlags.Value | ts.SymbolFlags.Type | ts.SymbolFlags.Namespace, false);
  }

  /** The export of that name, and the member of the default export. */
  #exportsOf(module: string, name: string): (ts.Symbol | undefined)[] {
    const symbol = this.#modules.get(module);
    if (symbol === undefined) {
      return [];
    }
    const whole = symbol.exports?.get(ts.InternalSymbolName.ExportEquals);
    const exported = this.checker.getExportsOfModule(symbol).find(one => one.name === name);
    const main = whole ?? this.checker.getExportsOfModule(symbol).find(one => one.name === 'default');
    return [exported, name === 'default' || main === undefined ? main : this.#member(this.#subject(main), name)?.symbol];
  }

  #subject(symbol: ts.Symbol): Subject {
    const resolved = (symbol.flags & ts.SymbolFlags.Alias) === 0 ? symbol : this.checker.getAliasedSymbol(symbol);
    const isValue = (resolved.flags & ts.SymbolFlags.Value) !== 0;
    return { symbol: resolved, type: isValue ? this.checker.getTypeOfSymbolAtLocation(resolved, this.#file) : this.checker.getDeclaredTypeOfSymbol(resolved) };
  }

  #member({ symbol, type }: Subject, name: string): Subject | undefined {
    if (name === 'prototype') {
      const isType = (symbol.flags & ts.SymbolFlags.Type) !== 0;
      const instance = isType ? this.checker.getDeclaredTypeOfSymbol(symbol) : type.getConstructSignatures()[0]?.getReturnType();
      return instance === undefined ? undefined : { symbol, type: instance };
    }
    const exported = symbol.exports?.get(ts.escapeLeadingUnderscores(name));
    const property = this.checker.getNonNullableType(type).getProperty(name) ?? exported;
    return property === undefined ? undefined : this.#subject(property);
  }

  #hasSlot(signatures: readonly ts.Signature[], { argument, property }: SignalSlot): boolean {
    return this.#parametersAt(signatures, argument).some(type => {
      if (property === undefined) {
        return this.#isSignal(type);
      }
      const symbol = type.getCallSignatures().length > 0 ? undefined : this.checker.getApparentType(type).getProperty(property);
      return symbol !== undefined && membersOf(this.checker.getTypeOfSymbol(symbol)).some(member => this.#isSignal(member));
    });
  }

  #hasCallback(signatures: readonly ts.Signature[], { argument }: CallbackUse): boolean {
    return this.#parametersAt(signatures, argument).some(type => type.getCallSignatures().length > 0 || type.getSymbol()?.name === 'Function' || type.getProperty('handleEvent') !== undefined);
  }

  /** The members of the types that a position takes, over all overloads. */
  #parametersAt(signatures: readonly ts.Signature[], argument: number): ts.Type[] {
    return signatures.flatMap(({ parameters }) => {
      const last = parameters.at(-1);
      const isRest = last?.declarations?.some(one => ts.isParameter(one) && one.dotDotDotToken !== undefined) === true;
      const parameter = isRest && argument >= parameters.length - 1 ? last : parameters[argument];
      if (parameter === undefined) {
        return [];
      }
      const type = this.checker.getTypeOfSymbol(parameter);
      const element = isRest && parameter === last ? (this.checker.getIndexTypeOfType(type, ts.IndexKind.Number) ?? type) : type;
      return membersOf(element).flatMap(member => this.#constraintsOf(member));
    });
  }

  /** What stands for a type parameter, also for `Partial` of one. */
  #constraintsOf(type: ts.Type): readonly ts.Type[] {
    const [of] = type.aliasSymbol?.name === 'Partial' ? (type.aliasTypeArguments ?? []) : [];
    const constraint = of === undefined ? undefined : this.checker.getBaseConstraintOfType(of);
    return constraint === undefined ? membersOf(this.checker.getBaseConstraintOfType(type) ?? type) : [constraint];
  }

  #isPromise(type: ts.Type): boolean {
    return membersOf(type).some(member => member.getProperty('then') !== undefined);
  }

  /** `unknown` admits a signal: undici's types call it that. `any` is what a mistake gives, and does not count. */
  #isSignal(type: ts.Type): boolean {
    if ((type.flags & ts.TypeFlags.Unknown) !== 0) {
      return true;
    }
    return membersOf(type).some(member => {
      const names = [member, ...(member.getBaseTypes() ?? [])].map(one => one.getSymbol()?.name ?? '');
      return names.some(name => signalTypes.has(name)) || member.getProperty('throwIfAborted') !== undefined;
    });
  }

  #isInstance(type: ts.Type, result: string): boolean {
    const name = result.slice(result.search(/[^:.]*$/));
    return membersOf(type).some(member => {
      const isArray = name === 'Array' && (this.checker.isArrayType(member) || this.checker.isTupleType(member));
      const bases = member.isClassOrInterface() ? this.checker.getBaseTypes(member) : [];
      return isArray || member.getSymbol()?.name === name || member.aliasSymbol?.name === name || bases.some(base => this.#isInstance(base, result));
    });
  }
}

/** Modules of Node that exist only with the prefix. */
const prefixed: ReadonlySet<string> = new Set(['test']);

interface Subject {
  readonly symbol: ts.Symbol;
  readonly type: ts.Type;
}

const signalTypes: ReadonlySet<string> = new Set(
  builtinCatalog.filter(entry => entry.type === 'signal').map(entry => entry.of.name.slice(entry.of.name.lastIndexOf('.') + 1)),
);

function membersOf(type: ts.Type): readonly ts.Type[] {
  return type.isUnion() ? type.types : [type];
}

export function nameOf({ of }: CatalogEntry): string {
  return of.from === 'package' ? `${of.package}: ${of.name}` : of.name;
}
