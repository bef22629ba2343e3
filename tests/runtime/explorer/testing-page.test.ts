import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readPage } from '../../harness/pages.ts';
import { programWith } from '../../harness/samples.ts';
import { root } from '../../harness/stories.ts';

// The samples of docs/testing.md are run. Their first line says what becomes of them.

const samples = [...readPage('docs/testing.md').matchAll(/^```ts\n\/\/ (passes|fails: ([\w-]+))\n([\s\S]*?)^```$/gm)].map(
  ([whole, , kind, text = '']) => ({ kind, text, title: whole.split('\n').slice(1, 3).join(' ') }),
);

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(root, 'tests/runtime/explorer/.samples-'));
  vi.spyOn(console, 'info').mockReturnValue();
});

afterAll(async () => {
  await rm(folder, { recursive: true });
  vi.restoreAllMocks();
});

it('the page has samples, and each says what becomes of it', () => {
  const all = readPage('docs/testing.md').match(/^```ts$/gm) ?? [];
  expect(samples.length).toBe(all.length);
  expect(samples.length).toBeGreaterThan(4);
});

it('the samples have no type errors', () => {
  const texts = new Map(samples.map(({ text }, index) => [join(root, 'tests', `sample-of-testing-${index}.ts`), withPaths(text, '..')]));
  const program = programWith(texts);
  const wrong = [...texts.keys()].flatMap(path => {
    const sourceFile = program.getSourceFile(path);
    return [...program.getSyntacticDiagnostics(sourceFile), ...program.getSemanticDiagnostics(sourceFile)].map(({ messageText }) => messageText);
  });
  expect(wrong).toEqual([]);
});

describe.each(samples.map((sample, index) => ({ ...sample, index })))('sample $index', ({ kind, text, index }) => {
  it(kind === undefined ? 'passes' : `fails with ${kind}`, async () => {
    const file = join(folder, `sample-${index}.ts`);
    await writeFile(file, withPaths(text, '../../../..'));
    const outcome = await import(pathToFileURL(file).href).then(
      () => undefined,
      (error: unknown) => String(error),
    );
    expect(outcome).toEqual(kind === undefined ? undefined : expect.stringContaining(`. ${kind}: `));
  });
});

function withPaths(text: string, up: string): string {
  return text.replaceAll("'eslint-plugin-cancellation/runtime'", `'${up}/src/runtime/index.ts'`);
}
