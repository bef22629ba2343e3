import type { Writable } from 'node:stream';

/** What the command talks to: the process, or a test. */
export interface Terminal {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface Output extends Writable {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

const usualWidth = 100;

/** `NO_COLOR` and `FORCE_COLOR` go before what the stream is: https://no-color.org, https://force-color.org */
export function hasColours(output: Output, env: Terminal['env']): boolean {
  if (isSet(env['NO_COLOR'])) {
    return false;
  }
  if (isSet(env['FORCE_COLOR'])) {
    return env['FORCE_COLOR'] !== '0' && env['FORCE_COLOR'] !== 'false';
  }
  return output.isTTY === true && env['TERM'] !== 'dumb';
}

/** Something may move on the screen: a person is looking at it. */
export function isLive(output: Output, env: Terminal['env']): boolean {
  return output.isTTY === true && !isSet(env['CI']) && env['TERM'] !== 'dumb';
}

export function widthOf(output: Output): number {
  return output.columns ?? usualWidth;
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}
