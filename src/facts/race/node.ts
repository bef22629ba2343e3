import type ts from 'typescript';
import type { FlowEvent } from '../../flow/graph.ts';
import type { FactContext } from '../context.ts';
import { usesOfName } from '../names.ts';
import { singleValueOf } from '../single-value.ts';
import { bareExpression, consumerOf } from '../syntax.ts';
import { calledFunctions, entryOfCall } from '../task/callee.ts';
import { linkOf } from '../task/syntax.ts';
import { isInTest } from '../test-body.ts';

/** `Promise.race([…])`: whoever is first settles it, and the others go on. */
export interface Race {
  readonly call: FlowEvent;
}

/** A member of a race. */
export interface Racer {
  readonly race: Race;
  readonly index: number;
}

/** A race as syntax. */
export interface RaceNode {
  readonly call: ts.CallExpression;
  readonly racers: readonly ts.Expression[];
  /** It is `Promise.race` itself, and not a function that is declared like it. */
  readonly isPlatforms: boolean;
}

/** The race at a call, outside of tests: what these leave is gone when they are. */
export function raceNodeAt(context: FactContext, event: FlowEvent): RaceNode | undefined {
  const { ts } = context;
  const home = context.homeOf(event);
  const call = home.nodeOfEvent(event.id);
  if (event.kind !== 'call' || !ts.isCallExpression(call) || !isRace(context, call) || isInTest(context, home.function)) {
    return undefined;
  }
  const [given] = call.arguments;
  const list = given === undefined ? undefined : bareExpression(ts, given);
  const racers = list !== undefined && ts.isArrayLiteralExpression(list) ? list.elements : [];
  return racers.length > 1 && !racers.some(racer => ts.isSpreadElement(racer)) ? { call, racers, isPlatforms: entryOfCall(context, call)?.combines === 'race' } : undefined;
}

/**
 * `Promise.race`, or a function that can only do the same by how it is declared: given a list of any kind, it promises one of its members' values.
 */
function isRace(context: FactContext, call: ts.CallExpression): boolean {
  const { ts } = context;
  if (entryOfCall(context, call)?.combines !== undefined) {
    return entryOfCall(context, call)?.combines === 'race';
  }
  return (calledFunctions(context, call).symbol?.declarations ?? []).some(declaration => {
    const [list] = ts.isFunctionLike(declaration) && declaration.parameters.length === 1 ? (declaration.typeParameters ?? []) : [];
    const [parameter] = ts.isFunctionLike(declaration) ? declaration.parameters : [];
    const isList = list !== undefined && parameter?.type?.getText() === list.name.text;
    return isList && ts.isFunctionLike(declaration) && declaration.type?.getText().replaceAll(/\s/g, '') === `Promise<Awaited<${list.name.text}[number]>>`;
  });
}

/** What a racer is: the expression, or what its name certainly stands for. Undefined where somebody else waits for it, too. */
export function onlyRaced(context: FactContext, racer: ts.Expression): ts.Expression | undefined {
  const { ts } = context;
  const bare = bareExpression(ts, racer);
  if (!ts.isIdentifier(bare)) {
    return bare;
  }
  const value = singleValueOf(context, bare);
  const declared = value === undefined ? undefined : consumerOf(ts, value);
  if (value === undefined || declared === undefined || !ts.isVariableDeclaration(declared) || !ts.isIdentifier(declared.name)) {
    return undefined;
  }
  const isExpected = usesOfName(context, declared.name, declared.getSourceFile()).every(use => isRacedThere(context, use) || isSilenced(context, use));
  return isExpected ? bareExpression(ts, value) : undefined;
}

function isRacedThere(context: FactContext, use: ts.Identifier): boolean {
  const { ts } = context;
  const list = consumerOf(ts, use);
  const call = ts.isArrayLiteralExpression(list) ? consumerOf(ts, list) : undefined;
  return call !== undefined && ts.isCallExpression(call) && isRace(context, call);
}

/** `late.catch(() => {});` */
function isSilenced({ ts }: FactContext, use: ts.Identifier): boolean {
  const link = linkOf(ts, use.parent.parent);
  return link?.receiver === use && link.link === 'catch' && ts.isExpressionStatement(consumerOf(ts, link.call));
}

/** What a chain begins with: `stopped` in `stopped.then(() => undefined)`. */
export function rootOf({ ts }: FactContext, racer: ts.Expression): ts.Expression {
  let root = bareExpression(ts, racer);
  for (let link = linkOf(ts, root); link !== undefined; link = linkOf(ts, root)) {
    root = bareExpression(ts, link.receiver);
  }
  return root;
}
