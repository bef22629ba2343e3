import { describe, expect, it } from 'vitest';
import { headingsOf, samplesOf } from './pages.ts';
import { programWith, samplePath, withWorld } from './samples.ts';

const page = ['# a-rule', '', '## Why', '', 'Because.', '', '## Reported', '', '```ts', 'await save(order);', '```', '', '### In a loop', '', '```sh', 'ls', '```', ''].join('\n');

describe('a page', () => {
  it('has headings', () => {
    expect(headingsOf(page)).toEqual(['Why', 'Reported']);
  });

  it('has samples, each under its heading', () => {
    expect(samplesOf(page)).toEqual([
      { heading: 'Reported', line: 10, language: 'ts', text: 'await save(order);\n' },
      { heading: 'In a loop', line: 16, language: 'sh', text: 'ls\n' },
    ]);
  });
});

describe('a sample', () => {
  it('sees of the world what it uses and does not declare', () => {
    expect(withWorld('const log = 1;\nexport const id = (order: Order) => save(order);\n')).toContain("import { save, type Order } from '#world';");
  });

  it('is checked like a program of its own', () => {
    const [right, wrong] = [samplePath('right'), samplePath('wrong')];
    const texts = new Map([
      [right, withWorld('await save({ id: "a", items: [], total: 1 });\n')],
      [wrong, withWorld('await save(1);\n')],
    ]);
    const program = programWith(texts);
    const errorsIn = (path: string) => program.getSemanticDiagnostics(program.getSourceFile(path)).length;
    expect([errorsIn(right), errorsIn(wrong)]).toEqual([0, 1]);
  });
});
