import type { KnownError } from '../audit/known-error.ts';
import { version } from '../audit/own-package.ts';
import { createStyle } from '../report/style.ts';
import { wrap } from '../report/wrap.ts';
import { hasColours, widthOf, type Terminal } from './terminal.ts';

/** What was looked for, where, and what to do next; no stack, for there is nothing wrong with us. */
export function tellMistake({ remedy }: KnownError, { stderr, env }: Terminal): void {
  const style = createStyle(hasColours(stderr, env));
  const width = Math.min(widthOf(stderr), 100);
  const [first = '', ...rest] = wrap(remedy.looked, width - 2);
  const lines = [
    `${style(['red', 'bold'], '✖')} ${style('bold', first)}`,
    ...rest.map(line => `  ${style('bold', line)}`),
    ...(remedy.where ?? []).map(line => `  ${style('dim', line)}`),
    ...wrap(remedy.next, width - 2).map(line => `  ${line}`),
  ];
  stderr.write(`${lines.join('\n')}\n`);
}

/** Everything that somebody needs who wants to mend it. */
export function tellDefect(error: unknown, { stderr, env }: Terminal): void {
  const style = createStyle(hasColours(stderr, env));
  stderr.write(
    [
      style(['red', 'bold'], '✖ The audit failed. This is a defect of eslint-plugin-cancellation, not of your code.'),
      '',
      ...stackOf(error),
      '',
      `eslint-plugin-cancellation ${version}, Node ${process.version}, ${process.platform} ${process.arch}`,
      'To report it, open an issue with the lines above and, if you can, the file that they name. To go on without that',
      'file, add it to `ignores` in cancellation.config.json.',
      '',
    ].join('\n'),
  );
}

function stackOf(error: unknown): string[] {
  if (!(error instanceof Error)) {
    return [String(error)];
  }
  const cause = error.cause === undefined ? [] : ['Caused by:', ...stackOf(error.cause)];
  return [error.stack ?? error.message, ...cause];
}
