import type ts from 'typescript';
import type { Span } from '../../flow/graph.ts';
import type { Answer } from '../answer.ts';
import { answerOf } from '../answer.ts';
import type { FactContext } from '../context.ts';
import { atOnce } from '../milliseconds.ts';
import { nodeOfSite, type TaskSite } from '../task/site.ts';
import { firstLineOf, wordsFor } from '../task/words.ts';
import { stoppableCall } from './loser.ts';
import type { Race, RaceNode, Racer } from './node.ts';
import { onlyRaced, raceNodeAt } from './node.ts';
import { lostTo } from './pull.ts';
import { outlivesRounds } from './rounds.ts';
import { deadlineOf, millisecondsUntil } from './deadline.ts';

export type { Racer };

/** The questions about what those leave behind that lose a race. */
export interface RaceFacts {
  /** The members of the race that is run at this place. */
  racersAt(site: TaskSite): readonly Racer[];
  /** Does it live on when the next round of a loop without a bound races it again? */
  outlivesRounds(racer: Racer): Answer;
  /** Is it a timer that stays set when another member wins, since nobody can clear it? */
  staysSet(racer: Racer): Answer;
  /** Is it the clock, or an abort, that settles it, and nothing else? */
  isBound(racer: Racer): Answer;
  /** Is it a call that runs on when it has lost, though a signal could stop it? */
  runsOn(racer: Racer): Answer;
  /** Is what it has pulled lost when another member wins, since the next round asks anew? */
  losesPull(racer: Racer): Answer;
  /** The member that may win then. */
  winnerOver(racer: Racer): Racer;
  /** Where a finding points, what a message calls the racer, where that is made, and where the race is. */
  racerWords(racer: Racer): { readonly span: Span; readonly words: string; readonly made: Span; readonly race: Span };
}

export function createRaceFacts(context: FactContext): RaceFacts {
  const { ts } = context;
  const nodes = new WeakMap<Race, RaceNode>();
  const nodeOf = (race: Race): RaceNode => {
    const node = nodes.get(race);
    if (node === undefined) {
      throw new Error('There is no race here.');
    }
    return node;
  };
  const expressionOf = ({ race, index }: Racer): ts.Expression => {
    const racer = nodeOf(race).racers[index];
    if (racer === undefined) {
      throw new Error('The race has fewer members.');
    }
    return racer;
  };
  const winnerOf = (racer: Racer): ts.Expression | undefined => lostTo(context, racer.race, nodeOf(racer.race), expressionOf(racer));
  return {
    racersAt: site => {
      const node = site.callback === undefined && ts.isCallExpression(nodeOfSite(context, site).call) ? raceNodeAt(context, site.start) : undefined;
      const race = { call: site.start };
      if (node === undefined) {
        return [];
      }
      nodes.set(race, node);
      return node.racers.map((_, index) => ({ race, index }));
    },
    outlivesRounds: racer => answerOf(outlivesRounds(context, racer.race, nodeOf(racer.race), expressionOf(racer))),
    staysSet: racer => leavesTimer(context, nodeOf(racer.race), expressionOf(racer)),
    isBound: racer => answerOf(deadlineOf(context, expressionOf(racer)) !== undefined),
    runsOn: racer => answerOf(stoppableCall(context, expressionOf(racer)) !== undefined),
    losesPull: racer => answerOf(winnerOf(racer) !== undefined),
    winnerOver: racer => {
      const winner = winnerOf(racer);
      if (winner === undefined) {
        throw new Error('Nobody wins over this one.');
      }
      return { race: racer.race, index: nodeOf(racer.race).racers.indexOf(winner) };
    },
    racerWords: racer => {
      const expression = expressionOf(racer);
      return { span: firstLineOf(expression), words: wordsFor(ts, expression), made: firstLineOf(onlyRaced(context, expression) ?? expression), race: firstLineOf(nodeOf(racer.race).call) };
    },
  };
}

/** What is over at once by itself leaves nothing that anybody feels; of a race among timers the last one is waited for by nobody. */
function leavesTimer(context: FactContext, { racers }: RaceNode, racer: ts.Expression): Answer {
  const raced = onlyRaced(context, racer);
  const deadline = raced === undefined ? undefined : deadlineOf(context, raced);
  if (deadline?.by !== 'timer' || deadline.isSaidThere || !racers.some(other => other !== racer && deadlineOf(context, other)?.by !== 'timer')) {
    return 'unknown';
  }
  const milliseconds = millisecondsUntil(context, deadline);
  return milliseconds !== undefined && milliseconds <= atOnce ? 'no' : deadline.stays;
}
