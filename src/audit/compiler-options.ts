import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type ts from 'typescript';
import type { Compiler } from '../facts/context.ts';
import type { Tsconfig } from './tsconfigs.ts';

/** For files that belong to no tsconfig: everything that Node and bundlers can resolve, and no complaints. */
export function fallbackOptions(ts: Compiler): ts.CompilerOptions {
  return {
    ...quiet,
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    customConditions: ['node'],
    // Each script has names of its own, or two that both say `main` would be one symbol.
    moduleDetection: ts.ModuleDetectionKind.Force,
    jsx: ts.JsxEmit.Preserve,
    types: ['*'],
    strict: true,
    allowJs: true,
    resolveJsonModule: true,
  };
}

/** The project's own options, as its own compiler would understand them, without anything that writes. */
export function optionsOfProject(tsconfig: Tsconfig): ts.CompilerOptions {
  return { ...(isBeforeTypeScript6(tsconfig.path) ? olderDefaults : {}), ...tsconfig.parsed.options, ...quiet };
}

const quiet: ts.CompilerOptions = { noEmit: true, composite: false, incremental: false, declaration: false, skipLibCheck: true, checkJs: false };

// TypeScript 6.0 no longer takes in all of `@types` unasked, and is strict by default.
// https://www.typescriptlang.org/docs/handbook/release-notes/typescript-6-0.html
const olderDefaults: ts.CompilerOptions = { types: ['*'], strict: false };

/** Where the project has no compiler of its own to ask, its tsconfig has most likely been written for an older one. */
function isBeforeTypeScript6(tsconfig: string): boolean {
  try {
    const manifest: unknown = JSON.parse(readFileSync(createRequire(tsconfig).resolve('typescript/package.json'), 'utf8'));
    const version = typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : '';
    return Number.parseInt(version, 10) < 6;
  } catch {
    return true;
  }
}
