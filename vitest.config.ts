import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const shared = {
  // Two workers: a third would only share the two cores, and each holds a compiler.
  pool: 'forks' as const,
  maxWorkers: 2,
  // What a test makes is garbage soon: with more room for what is young, a tenth less time goes into collecting it.
  // Stories leak listeners and lose rejections on purpose: what Node prints about that is nothing to look into.
  execArgv: ['--min-semi-space-size=64', '--max-semi-space-size=64', '--no-warnings'],
  testTimeout: process.env['DEEP'] === undefined ? 60_000 : 1_800_000,
  hookTimeout: 120_000,
};

// What has timers, processes or listeners of its own is kept apart. What only computes shares one process per worker: to load the
// compiler and to make the program of the fixtures anew for each file takes longer than most of their tests.
const apart = ['tests/world.test.ts', 'tests/{audit,cli,eslint,package,runtime,claims}/**/*.test.ts'];

// Without a memory of earlier runs large files come first. What takes longest stands in small ones, and begun last it would keep one core alone.
const longest = [/[\\/]claims[\\/]generated[\\/]/, /[\\/]claims[\\/]/];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const placeOf = ({ moduleId }: TestSpecification): number => {
      const index = longest.findIndex(pattern => pattern.test(moduleId));
      return index === -1 ? longest.length : index;
    };
    return (await super.sort(files)).sort((a, b) => placeOf(a) - placeOf(b));
  }
}

export default defineConfig({
  // Stories import the runtime by the name of the package; nothing need be built before they run.
  resolve: { alias: { 'eslint-plugin-cancellation/runtime': fileURLToPath(new URL('src/runtime/index.ts', import.meta.url)) } },
  test: {
    ...shared,
    sequence: { sequencer: LongestFirst },
    projects: [
      { extends: true, test: { ...shared, name: 'computing', include: ['tests/**/*.test.ts'], exclude: [...configDefaults.exclude, ...apart], isolate: false } },
      { extends: true, test: { ...shared, name: 'apart', include: apart } },
    ],
  },
});
