/** The repository: development scripts and tests are started from its top. */
export const root = process.cwd();
