import { describe, expect, it } from 'vitest';
import { sceneOf } from '../harness/context.ts';

const scene = sceneOf(`
  import { writeFile } from 'node:fs/promises';
  import { log, type Order } from '#world';

  let count = 0;
  export function counts(): void { count += 1; }
  export function countsByHelper(): void { counts(); }
  export function changes(order: { total: number }): void { order.total = 1; }
  export class Desk { open = false; unlock(): void { this.open = true; } }
  export async function writes(order: Order): Promise<void> { await writeFile('order', order.id); }
  export function countsEach(orders: readonly Order[]): void { orders.forEach(() => counts()); }
  export function tells(order: Order): void { log(order); console.error(order); }
  export function adds(left: number, right: number): number { const sum = left + right; return Math.max(sum, 0); }
  export function makes(order: Order): { id: string; seen: boolean } { const copy = { id: order.id, seen: false }; copy.seen = true; return copy; }
  export class Point { x: number; constructor(x: number) { this.x = x; } }
  export function makesPoint(): Point { return new Point(1); }
  export function picks(orders: readonly Order[]): readonly string[] { return orders.filter(order => order.total > 1).map(order => order.id); }
  export function circles(left: number): number { return left > 0 ? circles(left - 1) : 0; }
  export function asks(store: { has(id: string): boolean }): boolean { return store.has('x'); }
`);

const hasEffect = (name: string) => scene.context.summaries.hasEffect(scene.fn(name));

describe('somebody can see what a function does', () => {
  it.each([
    ['it writes a variable of the module', 'counts'],
    ['it calls a function that does', 'countsByHelper'],
    ['it changes what it is given', 'changes'],
    ['it changes its object', 'Desk.unlock'],
    ['it calls a library that does something', 'writes'],
    ['a callback that it hands over does', 'countsEach'],
  ])('if %s', (_, name) => {
    expect(hasEffect(name)).toBe('yes');
  });
});

describe('nobody sees what a function does', () => {
  it.each([
    ['it tells a log', 'tells'],
    ['it only calculates', 'adds'],
    ['it changes what it has made itself', 'makes'],
    ['its constructor fills its own fields', 'makesPoint'],
    ['its callbacks only look', 'picks'],
    ['it calls only itself', 'circles'],
  ])('if %s', (_, name) => {
    expect(hasEffect(name)).toBe('no');
  });
});

it('what nobody has read may do anything', () => {
  expect(hasEffect('asks')).toBe('unknown');
});
