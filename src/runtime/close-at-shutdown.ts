import { requireSession } from './frame.ts';

/**
 * Has `run` close an async generator that is still open when the tasks have ended, so that its `finally` blocks run; they may await.
 *
 * `for await` closes what it iterates, also when its body throws; this is for generators that are stepped by hand or kept. Closing one that
 * is inside a pending `next()` waits for that.
 *
 * @returns The generator.
 * @throws {UsageError} Outside `run`.
 * @example
 * async function* numbers() {
 *   yield 1;
 *   yield 2;
 * }
 * const kept = closeAtShutdown(numbers());
 * console.log(await kept.next());
 * @see https://tc39.es/ecma262/#sec-asyncgenerator-prototype-return
 */
export function closeAtShutdown<Generator extends AsyncGenerator>(generator: Generator): Generator {
  requireSession('closeAtShutdown()').generators.add(generator);
  return generator;
}
