import { expect, test } from 'vitest';
import { Fingerprints, normalised, type Identity } from '../../src/engine/fingerprint.ts';

const identity: Identity = {
  rule: 'no-floating-task',
  messageId: 'floating',
  path: 'src/orders.ts',
  symbolPath: 'OrderDesk › close',
  snippet: 'save(order)',
};

test('the same finding has the same fingerprint in each run', () => {
  expect(new Fingerprints().next(identity)).toBe(new Fingerprints().next(identity));
  expect(new Fingerprints().next(identity)).toMatch(/^[0-9a-f]{64}$/);
});

test.each(['rule', 'messageId', 'path', 'symbolPath', 'snippet'] as const)('another %s is another finding', key => {
  expect(new Fingerprints().next({ ...identity, [key]: 'other' })).not.toBe(new Fingerprints().next(identity));
});

test('equal findings are told apart by their order', () => {
  const fingerprints = new Fingerprints();
  const names = [fingerprints.next(identity), fingerprints.next(identity), fingerprints.next(identity)];
  expect(new Set(names).size).toBe(3);
  expect(names[0]).toBe(new Fingerprints().next(identity));
});

test('comments and white space do not count', () => {
  const formatted = { ...identity, snippet: 'save( // at last\n  order /* this one */ )' };
  const plain = { ...identity, snippet: 'save( order )' };
  expect(new Fingerprints().next(formatted)).toBe(new Fingerprints().next(plain));
});

test('what looks like a comment in a string stays', () => {
  expect(normalised('get("http://shop/*a*/") // now')).toBe('get("http://shop/*a*/")');
  expect(normalised('get(`http://${host}`)')).toBe('get(`http://${host}`)');
});
