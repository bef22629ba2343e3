import { createRequire } from 'node:module';
import type ts from 'typescript';
import type { Compiler } from '../facts/context.ts';

/**
 * Finds the compiler instance that made a tree.
 *
 * One process often holds several: the parser's copy, ours, the one bundled into ts-morph. `SyntaxKind` and the flags have other
 * numbers in each version, so a tree can only be read with the instance that made it. That instance is told by its source-file
 * constructor, which is its own in each copy. Somebody has loaded it already, or there would be no tree; so nothing is
 * loaded to look for it.
 */
const require = createRequire(import.meta.url);

const makers = new WeakMap<object, Compiler>();

/** Our own TypeScript. It costs about 0.2 s to load, so it is loaded when the first file needs it. */
export function ownCompiler(): Compiler {
  return require('typescript') as Compiler;
}

/**
 * The instance that made this tree, or undefined if it is not among those that are loaded or is too old to be asked what we ask:
 * then the text is parsed again.
 */
export function compilerOf(
  sourceFile: ts.SourceFile,
  loaded: () => Iterable<Compiler> = loadedCompilers,
): Compiler | undefined {
  const { constructor } = sourceFile;
  const known = makers.get(constructor);
  if (known !== undefined) {
    return known;
  }
  for (const compiler of loaded()) {
    if (isYoungEnough(compiler)) {
      makers.set(constructorOf(compiler), compiler);
    }
  }
  return makers.get(constructor);
}

/** 5.2 is the first that knows `using`, and with it all functions and flags that are used here. */
const oldest = { major: 5, minor: 2 };

function isYoungEnough({ version }: Compiler): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > oldest.major || (major === oldest.major && minor >= oldest.minor);
}

function constructorOf(compiler: Compiler): object {
  return compiler.createSourceFile('', '', compiler.ScriptTarget.Latest).constructor;
}

/** Copies that are bundled into another module's scope are not in the cache, and are not found. */
function* loadedCompilers(): Iterable<Compiler> {
  for (const loaded of Object.values(require.cache)) {
    const exports: unknown = loaded?.exports;
    if (isCompiler(exports)) {
      yield exports;
    }
  }
}

/** Looks without running getters: other modules' exports may load half a program when they are read. */
function isCompiler(exports: unknown): exports is Compiler {
  return (
    typeof exports === 'object' &&
    exports !== null &&
    ['createSourceFile', 'createProgram', 'SyntaxKind'].every(name => Object.getOwnPropertyDescriptor(exports, name) !== undefined)
  );
}
