import { createRequire } from 'node:module';

interface PackageJson {
  readonly name: string;
  readonly version: string;
}

const packageJson: unknown = createRequire(import.meta.url)('eslint-plugin-cancellation/package.json');

/** Who we are, as our `package.json` says. */
export const { name, version } = packageJson as PackageJson;
