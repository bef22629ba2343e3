import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import ts from 'typescript';
import { root } from './stories.ts';

// Stories import the runtime as users do, by the name of its package. What users have of it is declarations in a `node_modules`; here
// these are made from the sources and laid where they would be installed, in memory alone, so that nothing need be built before a test.

const module = 'eslint-plugin-cancellation/runtime';
const sources = join(root, 'src/runtime');
const installed = join(root, 'node_modules/eslint-plugin-cancellation/dist/types/src/runtime');

let made: ReadonlyMap<string, string> | undefined;

/** The host, with the runtime installed. Everything else it finds as it did. */
export function withRuntime(host: ts.CompilerHost, options: ts.CompilerOptions): ts.CompilerHost {
  const texts = (made ??= declarations());
  const cache = ts.createModuleResolutionCache(host.getCurrentDirectory(), name => name, options);
  const own: ts.CompilerHost = {
    ...host,
    fileExists: path => texts.has(path) || host.fileExists(path),
    directoryExists: path => installed.startsWith(path) || path.startsWith(installed) || host.directoryExists?.(path) === true,
    readFile: path => texts.get(path) ?? host.readFile(path),
    getSourceFile: (path, version, ...rest) => {
      const text = texts.get(path);
      return text === undefined ? host.getSourceFile(path, version, ...rest) : ts.createSourceFile(path, text, version, true);
    },
    resolveModuleNameLiterals: (literals, file, redirected, settings, sourceFile) =>
      literals.map(literal =>
        literal.text === module
          ? { resolvedModule: { resolvedFileName: join(installed, 'index.d.ts'), extension: ts.Extension.Dts, isExternalLibraryImport: true } }
          : ts.resolveModuleName(literal.text, file, settings, own, cache, redirected, ts.getModeForUsageLocation(sourceFile, literal, settings)),
      ),
  };
  return own;
}

/** The declarations of one file are those of its text: what is exported says its types. */
function declarations(): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const name of readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.ts'))) {
    const text = readFileSync(join(sources, name), 'utf8');
    const { outputText } = ts.transpileDeclaration(text, { fileName: basename(name), compilerOptions: { target: ts.ScriptTarget.ESNext } });
    texts.set(join(installed, name.replace(/\.ts$/, '.d.ts')), outputText.replaceAll(/(from |import\()(['"])(\.[^'"]*)\.ts\2/g, '$1$2$3.js$2'));
  }
  return texts;
}
