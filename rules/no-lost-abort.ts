import type { Problem } from '../src/engine/rule.ts';
import { defineRule } from '../src/engine/rule.ts';
import type { AbortTest, Facts, MadeController, Registration } from '../src/facts/facts.ts';
import type { FlowEvent } from '../src/flow/graph.ts';
import { firstPath, pointAfter } from '../src/flow/reach.ts';

export default defineRule({
  name: 'no-lost-abort',
  summary: 'Disallow code by which an abort is lost: it comes too early, is answered and then forgotten, or can come from nobody.',
  presets: { recommended: false, strict: {} },
  needs: { least: 'syntax', best: 'program' },
  yieldsTo: ['no-abort-listener-leak'],
  shows: ['deaf', 'wrapped', 'leaked-timer'],
  unshown: { nobody: 'A run is cancelled by the signal that it is given. That there is none, or another that nobody aborts, is what the finding says.' },
  sources: ['https://dom.spec.whatwg.org/#abortsignal-add', 'https://dom.spec.whatwg.org/#abortcontroller-api-integration'],
  messages: {
    unheard: 'This listener is not called when `{{target}}` is aborted already, and what it would stop runs on: look at `{{aborted}}` as well.',
    fallsThrough: 'An abort is answered here, and then control falls through to `{{next}}`, which is for the other case: leave at the end of the branch.',
    nobody: 'Nobody can abort `{{controller}}`, though its signal is given to others: abort it where their work is to end.',
    abortedHere: 'The abort can arrive here.',
    nextHere: 'This is done after an abort as well.',
    givenHere: 'Here the signal is given to what waits for an abort that never comes.',
    askFirst: 'Let `{{guard}}` go before it.',
  },
  schema: {},
  defaults: {},

  *check({ registrations, abortTests, controllers, facts }) {
    for (const site of registrations) {
      yield* unheard(facts, site);
    }
    for (const test of abortTests) {
      yield* fallingThrough(facts, test);
    }
    for (const made of controllers) {
      yield* ofNobody(facts, made);
    }
  },
});

type Found = Iterable<Problem<'unheard' | 'fallsThrough' | 'nobody' | 'abortedHere' | 'nextHere' | 'givenHere' | 'askFirst'>>;

function* unheard(facts: Facts, site: Registration): Found {
  if (facts.stopsWork(site) !== 'yes' || facts.isAsked(site) !== 'no') {
    return;
  }
  const { target } = facts.registrationWords(site);
  const edit = facts.askingFirst(site);
  yield {
    span: facts.registrationHead(site),
    message: 'unheard',
    data: { target, aborted: `${target}.aborted` },
    suggestions: edit === undefined ? [] : [{ message: 'askFirst', data: { guard: edit.text.trim() }, edits: [edit] }],
  };
}

function* fallingThrough(facts: Facts, test: AbortTest): Found {
  const [next] = test.branch.filter(event => facts.answersAbort(test, event) === 'yes').flatMap(event => nextBehind(facts, test, event) ?? []);
  if (next === undefined) {
    return;
  }
  const wait = facts.abortedAt(test);
  yield {
    span: test.head,
    message: 'fallsThrough',
    data: { next: facts.text(next) },
    because: [...(wait === undefined ? [] : [{ at: wait, message: 'abortedHere' } as const]), { at: next, message: 'nextHere' }],
  };
}

/** What the branch leads to without having been left, and without another look at what has happened. */
function nextBehind(facts: Facts, test: AbortTest, answer: FlowEvent): FlowEvent | undefined {
  const way = firstPath(test.graph, pointAfter(test.graph, answer), {
    visit: event => (!test.branch.includes(event) && facts.isForOtherCase(test, event) === 'yes' ? 'target' : 'pass'),
    follow: edge => facts.isOpenAfterAbort(test, edge) === 'yes',
  });
  return way?.events.at(-1);
}

function* ofNobody(facts: Facts, made: MadeController): Found {
  const given = facts.givenTo(made);
  if (given !== undefined && facts.canBeAborted(made) === 'no') {
    yield { span: made.event.span, message: 'nobody', data: { controller: facts.controllerName(made) }, because: [{ at: given, message: 'givenHere' }] };
  }
}
