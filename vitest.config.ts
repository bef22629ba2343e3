import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    // Two workers: a third would only share the two cores, and each holds a compiler.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: process.env['DEEP'] === undefined ? 60_000 : 1_800_000,
    hookTimeout: 120_000,
  },
});
