import type ts from 'typescript';
import type { Compiler } from '../context.ts';
import type { CatalogIndex } from './catalog-index.ts';
import { packageOfFile, pathsOfDeclaration } from './declared.ts';
import type { CatalogEntry } from './entry.ts';
import { instanceOf, memberOf, type Path } from './path.ts';

/** How many steps up a chain of base classes an entry is looked for. */
const heritageLimit = 12;

/**
 * What is known about a symbol, by what declares it.
 *
 * All declarations must lead to the entry: a property of a union is known only if it is the same thing in each member. A
 * declaration without a body (a library's) that redeclares a member of its base keeps the base's promise, so the search goes on
 * there: `Readable.on` of Node's types is `EventEmitter.on`. A method with a body is its own master.
 */
export class DeclaredEntries {
  readonly #ts: Compiler;
  readonly #checker: ts.TypeChecker;
  readonly #index: CatalogIndex;
  readonly #paths = new WeakMap<ts.Declaration, readonly Path[]>();

  constructor(compiler: Compiler, checker: ts.TypeChecker, index: CatalogIndex) {
    this.#ts = compiler;
    this.#checker = checker;
    this.#index = index;
  }

  entryOfSymbol(symbol: ts.Symbol): CatalogEntry | undefined {
    const declarations = this.#resolved(symbol).declarations ?? [];
    let found: CatalogEntry | undefined;
    for (const declaration of declarations) {
      const entry = this.#entryOfDeclaration(declaration);
      if (entry === undefined) {
        // Declarations merge (`interface Response extends Body` beside `declare var Response`); members do not.
        if (this.#ts.isTypeElement(declaration) || this.#ts.isClassElement(declaration)) {
          return undefined;
        }
        continue;
      }
      if (found !== undefined && found.of.name !== entry.of.name) {
        return undefined;
      }
      found ??= entry;
    }
    return found;
  }

  /**
   * The entry of a member by the type it is read from: `Response.json`, though `Body` declares it. The search goes up to what
   * declares the member, and not beyond: a method that is overridden with a body is its own master.
   */
  entryOfMemberOf(type: ts.Type, member: ts.Symbol): CatalogEntry | undefined {
    const owners = new Set<ts.Node>((member.declarations ?? []).map(declaration => declaration.parent));
    const found = (type.isUnion() ? type.types : [type]).map(one => this.#entryFrom(one, member.name, owners));
    const [first] = found;
    return first !== undefined && found.every(entry => entry?.of.name === first.of.name) ? first : undefined;
  }

  #entryFrom(type: ts.Type, name: string, owners: ReadonlySet<ts.Node>): CatalogEntry | undefined {
    for (const symbol of symbolsOf(type)) {
      const entry = this.#entryUpTo(symbol, name, owners, heritageLimit);
      if (entry !== undefined) {
        return entry;
      }
    }
    return undefined;
  }

  #entryUpTo(symbol: ts.Symbol, name: string, owners: ReadonlySet<ts.Node>, limit: number): CatalogEntry | undefined {
    const declarations = symbol.declarations ?? [];
    const paths = declarations.flatMap(declaration => this.#pathsOf(declaration));
    const entry = this.#firstOf(paths.map(path => memberOf(instanceOf(path), name)));
    if (entry !== undefined || limit === 0 || declarations.some(declaration => owners.has(declaration))) {
      return entry;
    }
    for (const base of this.#basesOf(symbol)) {
      const inherited = this.#entryUpTo(base, name, owners, limit - 1);
      if (inherited !== undefined) {
        return inherited;
      }
    }
    return undefined;
  }

  /** The entry of a class or interface, or of the nearest one that it extends. */
  entryOfClass(symbol: ts.Symbol): CatalogEntry | undefined {
    return this.#entryOfClass(this.#resolved(symbol), heritageLimit);
  }

  #entryOfClass(symbol: ts.Symbol, limit: number): CatalogEntry | undefined {
    const own = this.entryOfSymbol(symbol);
    if (own !== undefined || limit === 0) {
      return own;
    }
    for (const base of this.#basesOf(symbol)) {
      const entry = this.#entryOfClass(base, limit - 1);
      if (entry !== undefined) {
        return entry;
      }
    }
    return undefined;
  }

  #entryOfDeclaration(declaration: ts.Declaration): CatalogEntry | undefined {
    for (const path of this.#pathsOf(declaration)) {
      const entry = this.#index.find(path);
      if (entry !== undefined) {
        return entry;
      }
    }
    return declaration.getSourceFile().isDeclarationFile ? this.#inheritedEntry(declaration) : undefined;
  }

  #inheritedEntry(member: ts.Declaration): CatalogEntry | undefined {
    const ts = this.#ts;
    const owner = member.parent;
    const isMember = (ts.isTypeElement(member) || ts.isClassElement(member)) && (ts.isClassLike(owner) || ts.isInterfaceDeclaration(owner));
    const name = isMember && member.name !== undefined && ts.isIdentifier(member.name) ? member.name.text : undefined;
    const symbol = isMember && owner.name !== undefined ? this.#checker.getSymbolAtLocation(owner.name) : undefined;
    return name === undefined || symbol === undefined ? undefined : this.#entryOfMember(symbol, name, heritageLimit);
  }

  #entryOfMember(owner: ts.Symbol, name: string, limit: number): CatalogEntry | undefined {
    if (limit === 0) {
      return undefined;
    }
    for (const base of this.#basesOf(owner)) {
      const paths = (base.declarations ?? []).flatMap(declaration => this.#pathsOf(declaration));
      const entry = this.#firstOf(paths.map(path => memberOf(instanceOf(path), name))) ?? this.#entryOfMember(base, name, limit - 1);
      if (entry !== undefined) {
        return entry;
      }
    }
    return undefined;
  }

  #pathsOf(declaration: ts.Declaration): readonly Path[] {
    const known = this.#paths.get(declaration);
    if (known !== undefined) {
      return known;
    }
    const own = pathsOfDeclaration(this.#ts, declaration);
    const home = packageOfFile(declaration.getSourceFile().fileName) ?? '';
    const exported = own.filter(path => path.origin === 'package' && path.home === home);
    const paths = [...own, ...exported.flatMap(path => [...this.#index.subpathsOf(home)].map(subpath => ({ ...path, home: subpath })))];
    this.#paths.set(declaration, paths);
    return paths;
  }

  #firstOf(paths: readonly Path[]): CatalogEntry | undefined {
    for (const path of paths) {
      const entry = this.#index.find(path);
      if (entry !== undefined) {
        return entry;
      }
    }
    return undefined;
  }

  #basesOf(owner: ts.Symbol): ts.Symbol[] {
    const ts = this.#ts;
    return (owner.declarations ?? []).flatMap(declaration => {
      const clauses = ts.isClassLike(declaration) || ts.isInterfaceDeclaration(declaration) ? declaration.heritageClauses : undefined;
      return (clauses ?? []).flatMap(clause =>
        clause.types.flatMap(type => {
          const symbol = this.#checker.getSymbolAtLocation(type.expression);
          return symbol === undefined ? [] : [this.#resolved(symbol)];
        }),
      );
    });
  }

  #resolved(symbol: ts.Symbol): ts.Symbol {
    return (symbol.flags & this.#ts.SymbolFlags.Alias) === 0 ? symbol : this.#checker.getAliasedSymbol(symbol);
  }
}

/** What a type is called: its alias, its class, and those of the parts of an intersection. */
function symbolsOf(type: ts.Type): ts.Symbol[] {
  const own = [type.aliasSymbol, type.getSymbol()].filter(symbol => symbol !== undefined);
  return type.isIntersection() ? [...own, ...type.types.flatMap(symbolsOf)] : own;
}
