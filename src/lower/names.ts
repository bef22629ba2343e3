/**
 * Which place a name stands for.
 *
 * The checker is asked for the symbols of identifiers only, never for types, and for those of properties not before
 * somebody wants to know. Imported names are `captured`: they are variables of another module.
 */
import type ts from 'typescript';
import type { GraphBuilder } from '../flow/builder.ts';
import type { PlaceId, ValueId } from '../flow/graph.ts';
import type { Compiler } from './compiler.ts';
import { declaresVariable, functionAround } from './functions.ts';
import type { FunctionNode } from './lowered.ts';
import { outlineOf } from './outline.ts';
import { Scopes } from './scopes.ts';

export class Names {
  readonly #ts: Compiler;
  readonly #checker: ts.TypeChecker;
  readonly #fn: FunctionNode;
  readonly #sourceFile: ts.SourceFile;
  readonly #graph: GraphBuilder;
  readonly #scopes: Scopes;
  readonly #symbolsIn = new Map<ts.Node, Map<string, ts.Symbol | undefined>>();
  readonly #placeOfSymbol = new Map<ts.Symbol, PlaceId>();
  readonly #placeOfGlobal = new Map<string, PlaceId>();
  readonly #symbolOfPlace = new Map<PlaceId, ts.Symbol>();
  readonly #nameOfPlace = new Map<PlaceId, ts.Node>();

  constructor(
    ts: Compiler,
    checker: ts.TypeChecker,
    fn: FunctionNode,
    sourceFile: ts.SourceFile,
    graph: GraphBuilder,
  ) {
    this.#ts = ts;
    this.#scopes = new Scopes(ts);
    this.#checker = checker;
    this.#fn = fn;
    this.#sourceFile = sourceFile;
    this.#graph = graph;
  }

  /** The variable that an identifier means, or declares. */
  variable(identifier: ts.Identifier): PlaceId {
    const symbol = this.#symbolOf(identifier);
    if (symbol === undefined) {
      return this.global(identifier.text);
    }
    let place = this.#placeOfSymbol.get(symbol);
    if (place === undefined) {
      const kind = this.#isLocal(symbol) ? 'local' : 'captured';
      const shared = kind === 'captured' || outlineOf(this.#ts, this.#sourceFile).isShared(this.#fn, identifier.text);
      place = this.#graph.addPlace({ kind, name: identifier.text, shared }).id;
      this.#placeOfSymbol.set(symbol, place);
      this.#symbolOfPlace.set(place, symbol);
    }
    return place;
  }

  /** A name that the binder does not know. */
  global(name: string): PlaceId {
    let place = this.#placeOfGlobal.get(name);
    if (place === undefined) {
      place = this.#graph.addPlace({ kind: 'captured', name, shared: true }).id;
      this.#placeOfGlobal.set(name, place);
    }
    return place;
  }

  field(base: ValueId, name: ts.Node & { readonly text: string }): PlaceId {
    const place = this.#graph.addPlace({ kind: 'field', name: name.text, base, shared: true }).id;
    this.#nameOfPlace.set(place, name);
    return place;
  }

  element(base: ValueId, key: ValueId | undefined): PlaceId {
    return this.#graph.addPlace({ kind: 'element', name: '', base, shared: true, ...(key !== undefined && { key }) }).id;
  }

  unknown(name: string): PlaceId {
    return this.#graph.addPlace({ kind: 'unknown', name, shared: true }).id;
  }

  symbolOfPlace(place: PlaceId): ts.Symbol | undefined {
    const known = this.#symbolOfPlace.get(place);
    const name = this.#nameOfPlace.get(place);
    return known ?? (name && this.#checker.getSymbolAtLocation(name));
  }

  /**
   * The checker walks up the tree for each name. In a long chain of operators every name is at another depth, and the walks add up;
   * but within one scope a name means the same thing everywhere, so that once per scope is enough.
   */
  #symbolOf(identifier: ts.Identifier): ts.Symbol | undefined {
    if (declaresVariable(this.#ts, identifier)) {
      return this.#export(this.#checker.getSymbolAtLocation(identifier));
    }
    const scope = this.#scopes.around(identifier);
    let known = this.#symbolsIn.get(scope);
    if (known === undefined) {
      known = new Map();
      this.#symbolsIn.set(scope, known);
    }
    if (!known.has(identifier.text)) {
      known.set(identifier.text, this.#export(this.#referred(identifier)));
    }
    return known.get(identifier.text);
  }

  #referred(identifier: ts.Identifier): ts.Symbol | undefined {
    const { parent } = identifier;
    return this.#ts.isShorthandPropertyAssignment(parent) && parent.name === identifier
      ? this.#checker.getShorthandAssignmentValueSymbol(parent)
      : this.#checker.getSymbolAtLocation(identifier);
  }

  /** Inside of its own file, an exported variable has a symbol for either side. */
  #export(symbol: ts.Symbol | undefined): ts.Symbol | undefined {
    return symbol && this.#checker.getExportSymbolOfSymbol(symbol);
  }

  #isLocal(symbol: ts.Symbol): boolean {
    const { valueDeclaration: declaration } = symbol;
    return (
      declaration !== undefined &&
      !this.#ts.isSourceFile(declaration) &&
      !this.#ts.isEnumMember(declaration) &&
      declaration.getSourceFile() === this.#sourceFile &&
      functionAround(this.#ts, declaration) === this.#fn &&
      (this.#ts.getCombinedModifierFlags(declaration) & this.#ts.ModifierFlags.Ambient) === 0
    );
  }
}
