import { describe, expect, it } from 'vitest';
import { callbackUseOf } from '../../src/facts/callback.ts';
import { sceneOf } from '../harness/context.ts';

const scene = sceneOf(`
  import { EventEmitter } from 'node:events';
  import { log, type Order } from '#world';

  type Work = () => Promise<void>;
  declare const emitter: EventEmitter;
  declare const orders: readonly Order[];
  declare const task: Promise<void>;
  declare function somewhere(work: Work): void;

  async function awaits(work: Work): Promise<void> { await work(); }
  async function guards(work: Work): Promise<void> { try { await work(); } catch (error) { log(error); } }
  function returns(work: Work): Promise<void> { return work(); }
  function drops(work: Work): void { work(); }
  function voids(work: Work): void { void work(); }
  function dropsTwice(work: Work): void { work(); setTimeout(work, 1); }
  function dropsAndAwaits(work: Work): void { work(); void (async () => { await work(); })(); }
  function later(work: Work): void { setTimeout(work, 1); }
  function laterInside(work: Work): void { setTimeout(() => work(), 1); }
  function passesOn(work: Work): Promise<void> { return returns(work); }
  function passesOnToDropper(work: Work): void { drops(work); }
  function asks(work?: Work): void { if (work) { work(); } }
  function stores(work: Work): { work: Work } { return { work }; }
  function never(work: Work): void { log('nothing'); }
  function circles(work: Work): void { circles(work); }

  export function calls(): void {
    awaits(async () => {}); guards(async () => {}); returns(async () => {}); drops(async () => {}); voids(async () => {});
    dropsTwice(async () => {}); dropsAndAwaits(async () => {}); later(async () => {}); laterInside(async () => {});
    passesOn(async () => {}); passesOnToDropper(async () => {}); asks(async () => {}); stores(async () => {}); never(async () => {});
    circles(async () => {}); somewhere(async () => {});
    setInterval(async () => {}, 1); emitter.on('order', async () => {}); orders.forEach(async () => {}); orders.map(async () => {});
    task.then(async () => {}); task.finally(async () => {}); new Promise(async () => {});
  }
`);

const fateIn = (text: string) => {
  const call = scene.call(text);
  const [callback] = (call.arguments ?? []).filter(argument => argument.getText() === 'async () => {}');
  return callback === undefined ? undefined : callbackUseOf(scene.context, call, callback);
};

describe('a function of the project', () => {
  it.each([
    ['awaits it', 'awaits(async () => {})', { result: 'joined', errors: 'propagate' }],
    ['awaits it in a try', 'guards(async () => {})', { result: 'joined', errors: 'unknown' }],
    ['returns what it gives', 'returns(async () => {})', { runs: 'during', result: 'returned', errors: 'propagate' }],
    ['drops what it gives', 'drops(async () => {})', { runs: 'during', result: 'dropped' }],
    ['drops it with void', 'voids(async () => {})', { result: 'dropped' }],
    ['drops it in two ways', 'dropsTwice(async () => {})', { runs: 'unknown', result: 'dropped' }],
    ['does different things with it', 'dropsAndAwaits(async () => {})', { result: 'unknown' }],
    ['hands it to a timer', 'later(async () => {})', { runs: 'later', result: 'dropped' }],
    ['calls it in a callback of a timer', 'laterInside(async () => {})', { result: 'dropped' }],
    ['hands it to a function that returns what it gives', 'passesOn(async () => {})', { runs: 'during', result: 'returned' }],
    ['hands it to a function that drops it', 'passesOnToDropper(async () => {})', { result: 'dropped' }],
    ['asks first whether it is there', 'asks(async () => {})', { result: 'dropped' }],
    ['stores it', 'stores(async () => {})', { runs: 'unknown', result: 'unknown', errors: 'unknown' }],
    ['never looks at it', 'never(async () => {})', { result: 'unknown' }],
    ['only hands it to itself', 'circles(async () => {})', { result: 'unknown' }],
  ])('that %s', (_, text, fate) => {
    expect(fateIn(text)).toMatchObject(fate);
  });
});

describe('a function of a library', () => {
  it.each([
    ['runs it later and drops it', 'setInterval(async () => {}, 1)', { runs: 'later', result: 'dropped' }],
    ["runs it for each event", "emitter.on('order', async () => {})", { runs: 'later', result: 'dropped' }],
    ['runs it for each member', 'orders.forEach(async () => {})', { runs: 'during', result: 'dropped', errors: 'propagate' }],
    ['gathers what it gives', 'orders.map(async () => {})', { runs: 'during', result: 'returned' }],
    ['continues with it', 'task.then(async () => {})', { runs: 'later', result: 'returned', errors: 'propagate' }],
    ['waits for it', 'task.finally(async () => {})', { runs: 'later', result: 'joined', errors: 'propagate' }],
    ['takes it for an executor', 'new Promise(async () => {})', { runs: 'during', result: 'dropped' }],
  ])('that %s', (_, text, fate) => {
    expect(fateIn(text)).toMatchObject(fate);
  });
});

it('of a function that nobody has read nothing is said', () => {
  expect(fateIn('somewhere(async () => {})')).toBeUndefined();
});
