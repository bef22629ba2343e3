// `npm run audit` audits the example of this repository, `npm run audit -- <path>` anything else.
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

const example = 'fixtures/projects/order-service';
const given = process.argv.slice(2);
const paths = given.length > 0 ? given : [resolve(import.meta.dirname, example)];
const { status } = spawnSync(process.execPath, [resolve(import.meta.dirname, 'dist/cli/main.js'), 'audit', ...paths], {
  stdio: 'inherit',
  // Where npm was called, which is what the user's paths are relative to.
  cwd: process.env.INIT_CWD ?? process.cwd(),
});
// The example is there for its faults: that they are found is no failure.
process.exitCode = given.length === 0 && status === 1 ? 0 : (status ?? 3);
