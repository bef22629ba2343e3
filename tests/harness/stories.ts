import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readFixture, type Fixture } from './fixture.ts';

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const fixturesFolder = join(root, 'fixtures');

const programs = /\.(?:[cm]?[jt]s|[jt]sx)$/;

/** The stories told for each rule, in the order of their names. A folder of several files is one story. */
export function readStories(): readonly Fixture[] {
  const folder = join(fixturesFolder, 'rules');
  return namesIn(folder).flatMap(rule => namesIn(join(folder, rule)).map(story => readStory(rule, join(folder, rule, story))));
}

function readStory(rule: string, path: string): Fixture {
  const name = relative(fixturesFolder, path).split(sep).join('/');
  return readFixture(
    name,
    rule,
    programsIn(path).map(file => ({ path: file, text: readFileSync(file, 'utf8') })),
  );
}

function programsIn(path: string): readonly string[] {
  if (statSync(path).isDirectory()) {
    return namesIn(path).flatMap(name => programsIn(join(path, name)));
  }
  return programs.test(path) ? [path] : [];
}

function namesIn(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter(name => !name.startsWith('.'))
    .sort();
}
