import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  AlreadyClosed,
  CancellationError,
  CancellationTokenSource,
  charge,
  connect,
  delay,
  feed,
  fetchOrder,
  forget,
  Lock,
  NotSaved,
  openFile,
  OutOfStock,
  Pages,
  PaymentDeclined,
  price,
  put,
  runJob,
  save,
  saveQuietly,
  ship,
  Socket,
  type Order,
} from '#world';
import { programOfFixtures } from './harness/program.ts';
import { fixturesFolder, readStories } from './harness/stories.ts';

// The world is what fixtures claim things of, so what its docstrings say must be so.

const order: Order = { id: 'a', items: ['pen'], total: 10 };
const reason = new Error('no longer wanted');

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(console, 'info').mockReturnValue();
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('a call that takes a signal', () => {
  const calls: readonly (readonly [string, (signal: AbortSignal) => Promise<unknown>])[] = [
    ['delay', signal => delay(5, { signal })],
    ['put', signal => put(order, signal)],
    ['fetchOrder', signal => fetchOrder('a', { signal })],
    ['charge', signal => charge(order, { signal })],
    ['runJob', signal => runJob({ name: 'put', run: given => put(order, given) }, signal)],
    ['connect', signal => connect({ signal })],
    ['query', async signal => (await settled(connect())).query('orders', { signal })],
    ['open', signal => new Socket().open({ signal })],
    ['feed', signal => feed(['a'], { signal }).next()],
    ['Pages', signal => new Pages([['a']], { signal })[Symbol.asyncIterator]().next()],
  ];

  it.each(calls)('%s rejects with the reason when the signal aborts', async (_, call) => {
    const controller = new AbortController();
    const outcome = expect(call(controller.signal)).rejects.toBe(reason);
    await vi.advanceTimersByTimeAsync(0);
    controller.abort(reason);
    await vi.runAllTimersAsync();
    await outcome;
  });

  it.each(calls)('%s rejects at once when the signal is aborted already', async (_, call) => {
    const outcome = expect(call(AbortSignal.abort(reason))).rejects.toBe(reason);
    await vi.runAllTimersAsync();
    await outcome;
  });

  it('leaves neither a timer nor a listener behind', async () => {
    const { signal } = new AbortController();
    const removed = vi.spyOn(signal, 'removeEventListener');
    await settled(put(order, signal));
    expect(removed).toHaveBeenCalledOnce();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a call that may fail', () => {
  const { signal } = new AbortController();
  const failing: readonly (readonly [string, () => Promise<unknown>, new (...parameters: never[]) => Error])[] = [
    ['put, without items', () => put({ ...order, items: [] }, signal), OutOfStock],
    ['fetchOrder, of an unknown order', () => fetchOrder('nobody'), OutOfStock],
    ['charge, of too much', () => charge({ ...order, total: 2000 }), PaymentDeclined],
    ['save, without an id', () => save({ ...order, id: '' }), NotSaved],
    ['ship, without items', () => ship({ ...order, items: [] }), OutOfStock],
    ['openFile, without a path', () => openFile(''), RangeError],
    ['price, of nothing', () => price({ ...order, items: [] }, new CancellationTokenSource().token), RangeError],
    ['send, on a closed socket', () => new Socket().send('hello'), AlreadyClosed],
    [
      'query, on a closed connection',
      async () => {
        const connection = await connect();
        await connection.close();
        return connection.query('orders');
      },
      AlreadyClosed,
    ],
  ];

  it.each(failing)('%s', async (_, call, error) => {
    const outcome = expect(call()).rejects.toBeInstanceOf(error);
    await vi.runAllTimersAsync();
    await outcome;
  });
});

describe('a call that cannot fail', () => {
  it.each([
    ['saveQuietly', saveQuietly],
    ['forget', forget],
  ])('%s', async (_, call) => {
    await expect(settled(call({ ...order, id: '' }))).resolves.toBeUndefined();
  });
});

it('a token cancels what it was given to', async () => {
  const source = new CancellationTokenSource();
  const outcome = expect(price(order, source.token)).rejects.toBeInstanceOf(CancellationError);
  source.cancel();
  await vi.runAllTimersAsync();
  await outcome;
});

it('a lock lets one in at a time', async () => {
  const lock = new Lock();
  const release = await lock.acquire();
  let isIn = false;
  const second = lock.acquire().then(() => {
    isIn = true;
  });
  await vi.advanceTimersByTimeAsync(0);
  expect(isIn).toBe(false);
  release();
  await second;
  expect(isIn).toBe(true);
});

it('says of each of its exports in a line what it is', () => {
  const program = programOfFixtures();
  const checker = program.getTypeChecker();
  const world = program.getSourceFile(join(fixturesFolder, 'world/index.ts'));
  const symbol = world && checker.getSymbolAtLocation(world);
  const exported = symbol === undefined ? [] : checker.getExportsOfModule(symbol);
  const silent = exported.filter(name => {
    const target = name.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(name) : name;
    return ts.displayPartsToString(target.getDocumentationComment(checker)).trim() === '';
  });
  expect(exported.length).toBeGreaterThan(20);
  expect(silent.map(({ name }) => name)).toEqual([]);
});

describe('each story', () => {
  const programs = readStories().flatMap(story => story.files.map(({ path }) => path));

  it('has no type errors', () => {
    const program = programOfFixtures();
    const wrong = ts.getPreEmitDiagnostics(program);
    expect(wrong.map(({ file, messageText }) => `${file?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`)).toEqual([]);
  });

  it.each(programs)('%s can be loaded', async path => {
    await expect(import(pathToFileURL(path).href)).resolves.toBeDefined();
  });
});

async function settled<T>(promise: Promise<T>): Promise<T> {
  const [value] = await Promise.all([promise, vi.runAllTimersAsync()]);
  return value;
}
