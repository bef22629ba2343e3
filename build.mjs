// Builds what the package ships: bundles, since four files and their shared chunks load faster than two hundred modules, and the
// declarations that the entry points lead to.
import { execFileSync } from 'node:child_process';
import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import { build } from 'esbuild';

const require = createRequire(import.meta.url);

await rm('dist', { recursive: true, force: true });
await build({
  entryPoints: ['src/cli/main.ts', 'src/eslint/index.ts', 'src/audit/index.ts', 'src/runtime/index.ts'],
  outbase: 'src',
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  packages: 'external',
  sourcemap: true,
  logLevel: 'warning',
});
if (!process.argv.includes('--without-types')) {
  execFileSync(process.execPath, [require.resolve('typescript/bin/tsc'), '-p', 'tsconfig.build.json'], { stdio: 'inherit' });
  await keepPublicDeclarations();
}

/** Declarations name the TypeScript file that they came from; whoever reads them has only the other two. */
async function keepPublicDeclarations() {
  const { exports } = JSON.parse(await readFile('package.json', 'utf8'));
  const open = Object.values(exports).flatMap(({ types }) => (types === undefined ? [] : [resolve(types)]));
  const kept = new Set(open);
  for (const file of kept) {
    const text = await readFile(file, 'utf8');
    const rewritten = text.replaceAll(/(from |import\()(['"])(\.[^'"]*)\.ts\2/g, (_, head, quote, path) => {
      kept.add(resolve(dirname(file), `${path}.d.ts`));
      return `${head}${quote}${path}.js${quote}`;
    });
    await writeFile(file, rewritten);
  }
  for (const entry of await readdir('dist/types', { recursive: true, withFileTypes: true })) {
    const file = resolve(entry.parentPath, entry.name);
    if (entry.isFile() && !kept.has(file)) {
      await rm(file);
    }
  }
}
