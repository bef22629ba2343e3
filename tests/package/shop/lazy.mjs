// A file without a word of tasks must not cost the time that a compiler takes to load.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Linter } from 'eslint';
import cancellation from 'eslint-plugin-cancellation';

const { cache } = createRequire(import.meta.url);
const isLoaded = () => Object.keys(cache).some(file => /[\\/]typescript[\\/]lib[\\/]/.test(file));
const lint = file => new Linter().verify(readFileSync(file, 'utf8'), cancellation.configs.all);

assert.deepEqual(lint('counter.js'), []);
assert.equal(isLoaded(), false, 'TypeScript is loaded for nothing.');
assert.equal(lint('orders.js').length, 2);
assert.equal(isLoaded(), true, 'This test does not see that TypeScript is loaded.');
