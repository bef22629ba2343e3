import { createRequire } from 'node:module';
import path from 'node:path';
import type ts from 'typescript';
import type { Compiler } from '../facts/context.ts';
import { slashed } from './source-names.ts';
import type { MissingModules } from './missing-modules.ts';
import type { SourceReader } from './read-source.ts';
import type { Tsconfigs } from './tsconfigs.ts';

interface Shared {
  readonly ts: Compiler;
  readonly reader: SourceReader;
  readonly missing: MissingModules;
  readonly tsconfigs: Tsconfigs;
  readonly libraries: Libraries;
}

/** The platform's declarations, parsed: by name and by what shapes the tree. Several audits of one process may share them. */
export type Libraries = Map<string, ts.SourceFile | undefined>;

/**
 * Makes the compiler hosts of several projects.
 *
 * What one project has parsed the next one takes over, if its options would give the same tree: the libraries always, sources where the
 * options that shape a tree agree. So ten projects of a monorepo parse the DOM's declarations once.
 */
export class ProgramHosts {
  readonly #shared: Shared;
  readonly #sources = new Map<string, ts.SourceFile | undefined>();
  readonly #registry: ts.DocumentRegistry;

  constructor(shared: Shared) {
    this.#shared = shared;
    this.#registry = shared.ts.createDocumentRegistry(shared.ts.sys.useCaseSensitiveFileNames);
  }

  hostFor(options: ts.CompilerOptions, folder: string): ts.CompilerHost {
    const { ts, missing, tsconfigs } = this.#shared;
    const library = libraryFolder();
    const key = this.#registry.getKeyForCompilationSettings(options);
    const resolutions = ts.createModuleResolutionCache(folder, canonical(ts), options);
    const host: ts.CompilerHost = {
      ...ts.createCompilerHost(options),
      jsDocParsingMode: ts.JSDocParsingMode.ParseForTypeErrors,
      getCurrentDirectory: () => folder,
      getDefaultLibLocation: () => library,
      getDefaultLibFileName: given => `${library}/${ts.getDefaultLibFileName(given)}`,
      getSourceFile: (file, how) => this.#sourceFile(file, typeof how === 'object' ? how : { languageVersion: how }, key),
      getParsedCommandLine: file => tsconfigs.at(file)?.parsed,
      getModuleResolutionCache: () => resolutions,
      resolveModuleNameLiterals: (literals, from, redirect, given, sourceFile) =>
        literals.map(literal => {
          const mode = ts.getModeForUsageLocation(sourceFile, literal, redirect?.commandLine.options ?? given);
          const resolution = ts.resolveModuleName(literal.text, from, given, host, resolutions, redirect, mode);
          if (!isFromPackage(from)) {
            missing.record(literal.text, resolution.resolvedModule);
          }
          return resolution;
        }),
      writeFile: () => undefined,
    };
    // Sources of a referenced project instead of its output, as in an editor: there are bodies in them, and it may never have
    // been built. The compiler asks its host for this, though the declaration of the host does not say so.
    return Object.assign(host, { useSourceOfProjectReferenceRedirect: () => true });
  }

  #sourceFile(file: string, how: ts.CreateSourceFileOptions, optionsKey: string): ts.SourceFile | undefined {
    const isPlatform = file.startsWith(libraryFolder());
    const isLibrary = isPlatform || (isFromPackage(file) && isDeclaration(file));
    const known = isPlatform ? this.#shared.libraries : this.#sources;
    const key = `${file}|${String(how.impliedNodeFormat)}|${isLibrary ? String(how.languageVersion) : optionsKey}`;
    if (!known.has(key)) {
      known.set(key, isDeclaration(file) ? this.#parse(file, how) : this.#shared.reader.read(file, how));
    }
    return known.get(key);
  }

  #parse(file: string, how: ts.CreateSourceFileOptions): ts.SourceFile | undefined {
    const { ts } = this.#shared;
    const text = ts.sys.readFile(file);
    return text === undefined ? undefined : ts.createSourceFile(file, text, how);
  }
}

/** ts-morph brings the compiler without the declarations of the platform; our `typescript` has them. */
function libraryFolder(): string {
  return (library ??= slashed(path.dirname(createRequire(import.meta.url).resolve('typescript/lib/lib.d.ts'))));
}

let library: string | undefined;

function canonical(ts: Compiler): (file: string) => string {
  return ts.sys.useCaseSensitiveFileNames ? file => file : file => file.toLowerCase();
}

function isFromPackage(file: string): boolean {
  return file.includes('/node_modules/');
}

function isDeclaration(file: string): boolean {
  return /\.d\.([^.]+\.)?[mc]?ts$/.test(file) || file.endsWith('.json');
}
