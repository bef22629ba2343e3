import { Future } from './future.ts';

/** A future that only says that something has happened. */
export class Wakeup extends Future<undefined> {
  /** Does nothing if the waiter has been cancelled or woken already. */
  wake(): void {
    if (!this.done) {
      this.fulfil(undefined);
    }
  }
}
