import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';

const shared = {
  // Two workers: a third would only share the two cores, and each holds a compiler.
  pool: 'forks' as const,
  maxWorkers: 2,
  testTimeout: process.env['DEEP'] === undefined ? 60_000 : 1_800_000,
  hookTimeout: 120_000,
};

// What has timers, processes or listeners of its own is kept apart. What only computes shares one process per worker: to load the
// compiler and to make the program of the fixtures anew for each file takes longer than most of their tests.
const apart = ['tests/world.test.ts', 'tests/{audit,cli,eslint,package,runtime,claims}/**/*.test.ts'];

export default defineConfig({
  // Stories import the runtime by the name of the package; nothing need be built before they run.
  resolve: { alias: { 'eslint-plugin-cancellation/runtime': fileURLToPath(new URL('src/runtime/index.ts', import.meta.url)) } },
  test: {
    ...shared,
    projects: [
      { extends: true, test: { ...shared, name: 'computing', include: ['tests/**/*.test.ts'], exclude: [...configDefaults.exclude, ...apart], isolate: false } },
      { extends: true, test: { ...shared, name: 'apart', include: apart } },
    ],
  },
});
