import path from 'node:path';

export const sourceExtensions = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs'];

export function isSource(file: string): boolean {
  return sourceExtensions.some(extension => file.endsWith(extension)) && !/\.d\.([^.]+\.)?[mc]?ts$/.test(file);
}

export function isJavaScript(file: string): boolean {
  return /\.[mc]?jsx?$/.test(file);
}

/** As the compiler writes paths. */
export function slashed(file: string): string {
  return path.sep === '/' ? file : file.replaceAll(path.sep, '/');
}
