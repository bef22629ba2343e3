import { KnownError } from '../../audit/known-error.ts';

/** An argument that the parser of the command line does not know; its own sentence already names it, and what is near. */
export function wrongUsage(said: string, command: string): KnownError {
  const [looked = '', ...hints] = said
    .replace(/^error: /, '')
    .split('\n')
    .filter(line => line !== '');
  const hint = hints.map(line => line.replace(/^\((.*)\)$/, '$1')).join(' ');
  return new KnownError({
    looked: `${looked.charAt(0).toUpperCase()}${looked.slice(1)}${looked.endsWith('.') ? '' : '.'}`,
    next: `${hint === '' ? '' : `${hint} `}See ${command} --help.`,
  });
}
