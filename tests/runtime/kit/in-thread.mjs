// What the tests call in threads. A shared cell makes them wait for each other instead of for the clock.
export function double(n) {
  return n * 2;
}

export async function fail(message) {
  throw new Error(message);
}

export function waitForChange(cell) {
  Atomics.wait(cell, 0, 0);
  return 'changed';
}

export function change(cell) {
  Atomics.store(cell, 0, 1);
  Atomics.notify(cell, 0);
  return 'done';
}

export function waitAndFail(cell) {
  Atomics.wait(cell, 0, 0);
  Atomics.store(cell, 0, 2);
  throw new Error('too late');
}

export function exit() {
  process.exit(0);
}
