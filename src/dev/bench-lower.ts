import { readFileSync, statSync } from 'node:fs';
import { cpuUsage } from 'node:process';
import { glob } from 'tinyglobby';
import ts from 'typescript';
import { oneFileProgram } from '../engine/one-file-program.ts';
import { functionsOf, lower } from '../lower/lower.ts';

const largest = 1_000_000;

/**
 * `npm run bench:lower [-- globs…]`: milliseconds of processor time per 1,000 lines for parsing and binding, and for lowering every
 * function, after a first round that warms up. (What the clock says depends on what else the machine is doing.) Without globs, the packages of typescript-eslint and ESLint as they are installed.
 */
export async function main(globs: readonly string[]): Promise<void> {
  const patterns = globs.length > 0 ? [...globs] : ['node_modules/@typescript-eslint/*/dist/**/*.js', 'node_modules/eslint/lib/**/*.js'];
  const found = await glob([...patterns, '!**/*.d.ts'], { dot: true, expandDirectories: false });
  const files = found.sort().filter(file => statSync(file).size < largest);
  const texts = files.map(fileName => ({ fileName, text: readFileSync(fileName, 'utf8') }));
  measure(texts);
  const { lines, functions, parsing, lowering } = measure(texts);
  const per = (milliseconds: number): string => ((milliseconds / lines) * 1000).toFixed(2);
  console.info(`${files.length} files, ${lines} lines, ${functions} functions`);
  console.info(`parsing and binding: ${per(parsing)} ms per 1,000 lines`);
  console.info(`lowering: ${per(lowering)} ms per 1,000 lines`);
}

function measure(files: readonly { fileName: string; text: string }[]): Record<'lines' | 'functions' | 'parsing' | 'lowering', number> {
  const total = { lines: 0, functions: 0, parsing: 0, lowering: 0 };
  for (const file of files) {
    const start = now();
    const made = oneFileProgram(ts, file);
    const parsed = now();
    if (made === undefined) {
      continue;
    }
    const checker = made.program.getTypeChecker();
    for (const fn of functionsOf(ts, made.sourceFile)) {
      lower(ts, checker, fn);
      total.functions++;
    }
    total.parsing += parsed - start;
    total.lowering += now() - parsed;
    total.lines += file.text.split('\n').length;
  }
  return total;
}

function now(): number {
  const { user, system } = cpuUsage();
  return (user + system) / 1000;
}
