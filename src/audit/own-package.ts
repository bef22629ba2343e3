import { createRequire } from 'node:module';
import path from 'node:path';

export { name, version } from '../engine/own-package.ts';

/** The folder of this package, wherever a bundler has put this code in it. */
export const ownFolder = path.dirname(createRequire(import.meta.url).resolve('eslint-plugin-cancellation/package.json'));
