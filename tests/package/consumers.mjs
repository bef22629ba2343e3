// Projects that use the package as people do: what each installs and holds, and exactly what it is told.
import { readFileSync } from 'node:fs';

// A finding is written as its place, its rule, and what its message quotes of the program.
const foundInJavaScript = [
  "orders.js:6:5 no-swallowed-cancellation `fetch('/orders', { method: 'PUT', body: order, signal })`",
  'orders.js:27:3 no-floating-task `ring()`',
  'page.jsx:6:3 no-floating-task `order()`',
];
const foundWithoutTypes = [
  "orders.ts:6:5 no-swallowed-cancellation `fetch(`/orders/${order.id}`, { method: 'PUT', signal })`",
  'orders.ts:15:5 no-swallowed-cancellation `put(order, signal)`',
];
const foundWithTypes = [...foundWithoutTypes, 'orders.ts:32:3 no-floating-task `put(order)`'];

const javascript = shop('orders.js', 'page.jsx', 'counter.js');
const typescript = shop('orders.ts', 'warehouse.ts', 'tsconfig.json');
const parser = '@typescript-eslint/parser';
const project = { projectService: true };
const withoutBabelsConfiguration = {
  requireConfigFile: false,
  babelOptions: { babelrc: false, configFile: false, parserOpts: { plugins: ['jsx'] } },
};

const oxlintrc = {
  jsPlugins: ['eslint-plugin-cancellation'],
  categories: { correctness: 'off' },
  rules: { 'cancellation/no-floating-task': 'error', 'cancellation/no-swallowed-cancellation': 'error' },
};

export const consumers = [
  ...['eslint', 'eslint-9'].flatMap(eslint => [
    {
      name: `${eslint}: plain JavaScript`,
      installs: [eslint],
      files: { ...javascript, ...shop('lazy.mjs'), 'eslint.config.js': config({ reads: ['**/*.js', '**/*.jsx'], options: { ecmaFeatures: { jsx: true } } }) },
      lints: foundInJavaScript,
      runs: ['lazy.mjs'],
    },
    {
      name: `${eslint}: TypeScript without a project`,
      installs: [eslint, parser, 'typescript'],
      files: { ...typescript, 'eslint.config.js': config({ reads: ['**/*.ts'], parser }) },
      lints: foundWithoutTypes,
    },
    {
      name: `${eslint}: TypeScript with a project`,
      installs: [eslint, parser, 'typescript'],
      files: { ...typescript, 'eslint.config.js': config({ reads: ['**/*.ts'], parser, options: project }) },
      lints: foundWithTypes,
    },
  ]),
  {
    name: "Babel's parser",
    installs: ['eslint-9', '@babel/core', '@babel/eslint-parser'],
    files: { ...javascript, 'eslint.config.js': config({ reads: ['**/*.js', '**/*.jsx'], parser: '@babel/eslint-parser', options: withoutBabelsConfiguration }) },
    lints: foundInJavaScript,
  },
  {
    name: 'the oldest TypeScript whose trees are read',
    installs: ['eslint-9', parser, 'typescript@5.2.2'],
    files: { ...typescript, 'eslint.config.js': config({ reads: ['**/*.ts'], parser, options: project }) },
    lints: foundWithTypes,
  },
  {
    name: 'a TypeScript that is older, whose texts are parsed again',
    installs: ['eslint-9', parser, 'typescript@4.8.4'],
    files: { ...typescript, 'eslint.config.js': config({ reads: ['**/*.ts'], parser, options: project }) },
    lints: foundWithoutTypes,
  },
  {
    name: 'TypeScript 7, which no parser of ESLint takes',
    installs: ['eslint', 'typescript@7.0.2'],
    files: { ...javascript, ...typescript, 'eslint.config.js': config({ reads: ['**/*.js', '**/*.jsx'], options: { ecmaFeatures: { jsx: true } } }) },
    lints: foundInJavaScript,
    audits: [...foundInJavaScript, ...foundWithTypes],
  },
  {
    name: "oxlint, which imitates ESLint and has no parser's services",
    installs: ['oxlint@1.94.0'],
    files: { ...javascript, ...typescript, '.oxlintrc.json': JSON.stringify(oxlintrc) },
    oxlints: [...foundInJavaScript, ...foundWithoutTypes],
  },
  {
    name: 'the audit in a project that has nothing else',
    installs: [],
    files: { ...javascript, ...typescript },
    audits: [...foundInJavaScript, ...foundWithTypes],
  },
  {
    name: 'the declarations',
    installs: ['eslint', 'typescript-eslint', 'typescript', '@types/node'],
    files: shop('declarations.ts'),
    typechecks: [
      ['--module', 'nodenext'],
      ['--module', 'esnext', '--moduleResolution', 'bundler'],
    ],
  },
];

function shop(...names) {
  return Object.fromEntries(names.map(name => [name, readFileSync(new URL(`shop/${name}`, import.meta.url), 'utf8')]));
}

/** An `eslint.config.js` with the recommended preset and a parser. */
function config({ reads, parser, options = {} }) {
  return `
import cancellation from 'eslint-plugin-cancellation';
import { defineConfig } from 'eslint/config';
${parser === undefined ? '' : `import parser from '${parser}';`}

export default defineConfig({
  files: ${JSON.stringify(reads)},
  extends: [cancellation.configs.recommended],
  languageOptions: { ${parser === undefined ? '' : 'parser, '}parserOptions: ${JSON.stringify(options)} },
});
`;
}
