/** A fault that the explorer shows and the rule does not see. The list must be exact: what is no longer missed must leave it. */
interface Missed {
  readonly story: string;
  readonly subject: string;
  readonly because: string;
}

export const missed: readonly Missed[] = [
  {
    story: 'rules/no-orphaned-siblings/left-to-themselves.ts',
    subject: 'previewBoth',
    because: 'The task that is left computes something, and changes nothing: it does no harm.',
  },
  {
    story: 'rules/no-orphaned-siblings/left-to-themselves.ts',
    subject: 'previewEach',
    because: 'As above: it changes what its caller has given up.',
  },
  {
    story: 'rules/no-orphaned-task/left-by-a-failure.ts',
    subject: 'nameAndShip',
    because: 'As above: what is left computes something, and changes nothing.',
  },
  {
    story: 'rules/no-orphaned-task/goes-round-and-round.ts',
    subject: 'putWithCopiesAndForget',
    because: 'It floats: no-floating-task says so, which knows the better repair.',
  },
  {
    story: 'rules/no-floating-task/raised-on-purpose.ts',
    subject: 'reportError',
    because: 'The rejection is unhandled on purpose: it takes the error to where unhandled ones are reported.',
  },
  {
    story: 'rules/no-floating-task/raised-on-purpose.ts',
    subject: 'reportErrorBriefly',
    because: 'As above, without `void`.',
  },
  {
    story: 'rules/no-abort-listener-leak/past-the-removal.ts',
    subject: 'Line.open',
    because: 'The listener is left on purpose: it closes the line, which lives on, whenever the abort comes.',
  },
  {
    story: 'rules/no-abort-listener-leak/past-the-removal.ts',
    subject: 'openLine',
    because: 'As above: the line that it closes is handed to the caller.',
  },
  {
    story: 'rules/no-abort-listener-leak/past-the-removal.ts',
    subject: 'tellOfAborts',
    because: 'A function that only sets something up may mean its listener to stay until the abort.',
  },
  {
    story: 'rules/no-abort-listener-leak/kept-by-the-signal.ts',
    subject: 'tellOfAborts',
    because: 'As above.',
  },
  {
    story: 'rules/no-retry-after-abort/rests-between-attempts.ts',
    subject: 'putOrGiveUp',
    because: 'Its handler loses the cancellation for good, and one site has one finding: that of no-swallowed-cancellation.',
  },
  {
    story: 'rules/no-retry-after-abort/stopped-by-its-own-class.ts',
    subject: 'BusyShelf.place',
    because: 'As above: with the cancellation in hand it goes on with the work.',
  },
  {
    story: 'rules/no-aborted-signal-in-cleanup/put-back-with-the-signal.ts',
    subject: 'chargeAndRest',
    because: 'What is refused there only lets time pass, so that nothing is left undone.',
  },
  {
    story: 'rules/no-await-in-finally/the-rest-of-a-disposer.ts',
    subject: 'chargeAndPutBack',
    because: 'It is refused since it is given the aborted signal, which no-aborted-signal-in-cleanup says of the same place.',
  },
  {
    story: 'rules/no-swallowed-cancellation/called-by-a-task-of-the-runtime.ts',
    subject: 'stopThenSave',
    because: 'Who has asked a task to end and then awaits it cannot tell its cancellation from one of its own that comes meanwhile; `gatherSettled` can.',
  },
  {
    story: 'rules/no-swallowed-cancellation/called-by-a-task-of-the-runtime.ts',
    subject: 'shipAfterRest',
    because: 'That a task of a group ends with a value though it was cancelled is reported by the runtime, which cannot know that nobody looks.',
  },
  {
    story: 'rules/no-leaked-timer/left-by-closing.ts',
    subject: 'openLineThatLooks',
    because: 'The timer is still set, but does nothing any more: it looks first.',
  },
  {
    story: 'rules/no-leaked-timer/left-by-closing.ts',
    subject: 'openLineThatLooksLater',
    because: 'As above.',
  },
  {
    story: 'rules/no-leaked-timer/clears-only-itself.ts',
    subject: 'remember',
    because: 'It is meant to come after the order has been saved.',
  },
  {
    story: 'rules/no-leaked-timer/past-the-clearing.ts',
    subject: 'remind',
    because: 'What is only to come later may be meant so.',
  },
  {
    story: 'rules/no-catch-all/nobody-hears-of-it.ts',
    subject: 'putAndSave',
    because: 'The cancellation that it swallows is told by no-swallowed-cancellation.',
  },
  {
    story: 'rules/no-unawaited-return/under-the-cleanup.ts',
    subject: 'writeOrderAndWait',
    because: 'Opening the file may fail, and `void` loses that error: no-floating-task says so.',
  },
  {
    story: 'rules/no-unawaited-return/under-the-cleanup.ts',
    subject: 'writeOrderAndTell',
    because: 'As above.',
  },
  {
    story: 'rules/no-unawaited-return/under-the-cleanup.ts',
    subject: 'forgetOrder',
    because: 'As above.',
  },
  {
    story: 'rules/no-unawaited-return/under-the-cleanup.ts',
    subject: 'writeAndName',
    because: 'As above.',
  },
  {
    story: 'rules/no-leaked-listener/left-behind.ts',
    subject: 'sendAndHear',
    because: 'What fails is the socket itself, and with it goes what listens to it.',
  },
  {
    story: 'rules/no-leaked-listener/left-behind.ts',
    subject: 'saveAndFollow',
    because: 'Nobody ever removes the listener: it may be meant to stay.',
  },
  {
    story: 'rules/no-leaked-listener/left-behind.ts',
    subject: 'saveAndHearOfAbort',
    because: 'no-abort-listener-leak says so.',
  },
  {
    story: 'rules/no-leaked-listener/left-behind.ts',
    subject: 'closedOrNot',
    because: 'An emitter closes once, and is waited for once.',
  },
  {
    story: 'rules/no-leaky-timeout-race/round-after-round.ts',
    subject: 'followAsLongAsWanted',
    because: 'The order that loses the last round is still fetched: nobody offers a way to stop that.',
  },
  {
    story: 'rules/no-leaky-timeout-race/round-after-round.ts',
    subject: 'fetchUntilStopped',
    because: 'As above; what the rule speaks of gathers on a promise, which no run shows.',
  },
  {
    story: 'rules/no-leaky-timeout-race/round-after-round.ts',
    subject: 'firstOfOrders',
    because: 'As above.',
  },
  {
    story: 'rules/no-leaky-timeout-race/when-the-time-is-up.ts',
    subject: 'forgetOrLookAgain',
    because: 'The timer is over at once.',
  },
  {
    story: 'rules/no-leaky-timeout-race/when-the-time-is-up.ts',
    subject: 'saveInTime',
    because: 'What is left takes no signal: there is nothing to stop it by.',
  },
  {
    story: 'rules/no-leaky-timeout-race/asked-anew.ts',
    subject: 'logOrdersOrFail',
    because: 'The order that is late is still fetched: an iterator takes no signal.',
  },
];
