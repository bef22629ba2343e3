/**
 * The defaults that nobody can prove locally.
 *
 * A presumption holds in every host until a proof of the contrary refutes it, and a refutation only ever
 * removes a finding. Each finding lists what it presumed. At most eight; a new one needs a measurement.
 */
export const presumptions = {
  'call-returns': 'A call returns, unless its summary says that it never does.',
  'sync-call-does-not-throw': 'A synchronous call, a getter or a logger does not throw, unless its summary has a witness.',
  'signalled-call-is-interruptible': 'Awaiting a call that was given a live signal can be interrupted by that signal.',
  'unresolved-async-callee-may-reject': 'An async callee of a package or the platform may reject, where a bare expression statement calls it; where distant errors count, also one that is only declared, and where unread ones do, any that a lost task waits for.',
  'signal-taker-is-awaited': 'A function that receives a signal as a parameter and returns a promise is awaited by its caller.',
  'unrelated-condition-is-no-test': 'A condition whose leaves touch neither the error, nor a signal, nor a field written beside an abort, does not test for cancellation.',
} as const;

export type PresumptionId = keyof typeof presumptions;
