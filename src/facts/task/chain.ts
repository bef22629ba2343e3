import type ts from 'typescript';
import { functionsOfValue } from './callee.ts';
import { insideHandler } from './distance.ts';
import type { Failing, Failure } from './failure.ts';
import { either, harmless } from './failure.ts';
import type { Link, MethodCall } from './syntax.ts';
import { givenArgument } from './syntax.ts';

/**
 * May the promise of `receiver.then(…)`, `.catch(…)` or `.finally(…)` reject?
 *
 * It rejects with the receiver's error where no handler takes that, and with whatever a callback throws or gives that rejects.
 */
export function chainRejection(failing: Failing, { call, receiver, link }: MethodCall & { readonly link: Link }): Failure {
  const { ts } = failing.context;
  const handler = link === 'finally' ? undefined : givenArgument(ts, call, link === 'catch' ? 0 : 1);
  const callback = link === 'catch' ? undefined : givenArgument(ts, call, 0);
  return either([
    handler === undefined ? failing.rejection(receiver, 'awaited') : handlerFailure(failing, handler),
    callback === undefined ? harmless : failing.ofCallback(callback, 'any'),
  ]);
}

/**
 * May a rejection handler fail in turn? What it calls is presumed to take care of errors, as loggers do, and so is a handler that
 * is not written in reach; a throw that stands there is a witness.
 */
export function handlerFailure(failing: Failing, handler: ts.Expression): Failure {
  const isRead = functionsOfValue(failing.context, handler).members.length > 0;
  return isRead ? failing.with({ lenient: true, reach: insideHandler(failing.assuming.reach) }).ofCallback(handler, 'any') : harmless;
}
