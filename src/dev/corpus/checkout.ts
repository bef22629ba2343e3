import { execFileSync } from 'node:child_process';
import { basename, resolve } from 'node:path';
import { glob } from 'tinyglobby';
import type { Header } from './record.ts';

/** A repository that is checked out here: what it is called, and which of its files are audited. */

const sources = '**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}';
const neverRead = ['**/node_modules/**', '**/*.d.{ts,mts,cts}'];

/** `owner+name`, from the folder's name or else from where the clone came from. */
export function nameOf(folder: string): string {
  const name = basename(resolve(folder));
  if (/^[^+]+\+[^+]+$/.test(name)) {
    return name;
  }
  const [, owner, repository] = /([^/:]+)\/([^/]+?)(?:\.git)?$/.exec(git(folder, 'remote', 'get-url', 'origin')) ?? [];
  if (owner === undefined || repository === undefined) {
    throw new Error(`The origin of ${folder} does not say whose repository it is: give --name owner+name.`);
  }
  return `${owner}+${repository}`;
}

export function git(folder: string, ...args: readonly string[]): string {
  return execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8' }).trim();
}

export async function sourcesOf(folder: string, { paths, excluded }: Pick<Header, 'paths' | 'excluded'>): Promise<readonly string[]> {
  const patterns = paths.map(path => (/\.[cm]?[jt]sx?$/.test(path) ? path : `${path}/${sources}`));
  return (await glob(patterns, { cwd: resolve(folder), ignore: [...neverRead, ...excluded], absolute: true, followSymbolicLinks: false })).sort();
}
