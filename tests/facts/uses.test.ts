import { describe, expect, it } from 'vitest';
import { usesOf } from '../../src/facts/uses.ts';
import { sceneOf } from '../harness/context.ts';

const scene = sceneOf(`
  import { log, save, type Order } from '#world';

  let shared: Promise<void>;
  declare function keep(task: Promise<void>, tag?: string): void;
  export class Desk { pending?: Promise<void>; store(order: Order): void { this.pending = save(order); } }
  export function dropped(order: Order): void { save(order); }
  export async function awaited(order: Order): Promise<void> { await save(order); }
  export function returned(order: Order): Promise<void> { return save(order); }
  export function thrown(order: Order): void { throw save(order); }
  export function argued(order: Order): void { keep(save(order), 'mine'); }
  export function derived(order: Order): void { save(order).then(() => log('saved')); }
  export function assigned(order: Order): Promise<void> { const task = save(order); return task; }
  export function unread(order: Order): void { const task = save(order); }
  export async function overwritten(order: Order): Promise<void> { let task = save(order); task = Promise.resolve(); await task; }
  export async function onOneWay(order: Order, ok: boolean): Promise<void> { let task: Promise<void> | undefined; if (ok) { task = save(order); } await task; }
  export async function chosen(order: Order, ok: boolean): Promise<void> { await (ok ? save(order) : undefined); }
  export async function listed(order: Order): Promise<void> { await Promise.all([save(order)]); }
  export function inObject(order: Order): { task: Promise<void> } { return { task: save(order) }; }
  export function captured(order: Order): () => Promise<void> { const task = save(order); return () => task; }
  export function outer(order: Order): void { shared = save(order); }
  export async function wrapped(order: Order): Promise<void> { await Promise.resolve(save(order)); }
  export function looked(order: Order): boolean { return save(order) instanceof Promise; }
  export function tested(order: Order): void { if (save(order)) { log('truthy'); } }
  export function* yielded(order: Order): Generator<Promise<void>> { yield save(order); }
  export async function twice(order: Order): Promise<void> { const task = save(order); task.catch(log); await task; }
`);

function usesIn(name: string): readonly string[] {
  const lowered = scene.lowered(name);
  const call = lowered.graph.events.find(event => event.kind === 'call' && lowered.nodeOfEvent(event.id).getText() === 'save(order)');
  if (call?.result === undefined) {
    throw new Error(`${name} saves no order.`);
  }
  return usesOf(scene.context, lowered, call.result).members.map(({ kind, within }) => (within ? `${kind} within` : kind));
}

describe('a value is', () => {
  it.each([
    ['used by nobody, where it is dropped', 'dropped', []],
    ['awaited', 'awaited', ['awaited']],
    ['returned', 'returned', ['returned']],
    ['thrown', 'thrown', ['thrown']],
    ['yielded', 'yielded', ['yielded']],
    ['handed to a call', 'argued', ['argument']],
    ['asked for a member', 'derived', ['method']],
    ['followed through a variable', 'assigned', ['returned']],
    ['used by nobody, where the variable is not read', 'unread', []],
    ['used by nobody, where the variable is overwritten first', 'overwritten', []],
    ['followed on the way that assigns it', 'onOneWay', ['awaited']],
    ['followed through a choice', 'chosen', ['awaited']],
    ['handed on in a list', 'listed', ['argument within']],
    ['returned in an object', 'inObject', ['returned within']],
    ['stored, where a closure has the variable', 'captured', ['stored']],
    ['stored, in a variable outside', 'outer', ['stored']],
    ['stored, in a field', 'Desk.store', ['stored']],
    ['the same when it is wrapped', 'wrapped', ['awaited']],
    ['compared', 'looked', ['looked-at']],
    ['tested', 'tested', ['looked-at']],
    ['used twice', 'twice', ['method', 'awaited']],
  ])('%s', (_, name, uses) => {
    expect([...usesIn(name)].sort()).toEqual([...uses].sort());
  });
});

it('the place among the arguments is known', () => {
  const lowered = scene.lowered('argued');
  const call = lowered.graph.events.find(event => lowered.nodeOfEvent(event.id).getText() === 'save(order)');
  const uses = usesOf(scene.context, lowered, call?.result ?? -1);
  expect(uses).toMatchObject({ closed: 'yes', members: [{ kind: 'argument', argument: 0 }] });
});
