// @ts-check
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

export default defineConfig(
  // Fixtures hold the faults that the rules are to find.
  globalIgnores(['dist/', '.cache/', 'fixtures/', 'tests/package/shop/', 'coverage/']),
  {
    files: ['**/*.js', '**/*.mjs'],
    extends: [tseslint.configs.strict, tseslint.configs.stylistic],
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      // A number in a message reads as itself.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // An underscore says that a name only stands for its place, as in `([, _, last])` and in a rest that leaves it out.
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
    },
  },
  {
    // Ports keep the shape of what they port: a coroutine that awaits nothing is an async function that awaits nothing.
    files: ['tests/runtime/**/*.ts'],
    rules: { '@typescript-eslint/require-await': 'off' },
  },
);
