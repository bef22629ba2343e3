// Runs a development script that is written in TypeScript, on every Node that the package supports:
// `node dev.mjs new-rule no-lost-task` bundles src/dev/new-rule.ts and runs it.
import { build } from 'esbuild';
import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';

const [script, ...rest] = process.argv.slice(2);
// Not in node_modules: what is there cannot name this package, whose version the audit reads.
const outfile = resolve('.cache/dev', `${script}.mjs`);
await build({
  entryPoints: [`src/dev/${script}.ts`],
  outfile,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  packages: 'external',
  logLevel: 'warning',
});
const { main } = await import(pathToFileURL(outfile).href);
await main(rest);
