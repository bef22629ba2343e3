import fc from 'fast-check';
import {
  abortable,
  asCompleted,
  cancellable,
  checkpoint,
  cleanup,
  createTask,
  currentTask,
  gather,
  gatherSettled,
  Lock,
  Queue,
  rethrowIfCancelled,
  shield,
  sleep,
  taskGroup,
  wait,
  waitFor,
  withTimeout,
  type Task,
} from '../../../src/runtime/index.ts';
import { nodeOperation } from './virtually.ts';

// Random programs over everything that the runtime offers, and a world that notes what must hold whatever they do.

export type Step =
  | { readonly kind: 'sleep' | 'foreign' | 'given up' | 'abortable'; readonly milliseconds: number }
  | { readonly kind: 'checkpoint' | 'fail' | 'put' | 'get' | 'cancel self' | 'uncancel' }
  | { readonly kind: 'await' | 'cancel' | 'shield' | 'wait' | 'wait for' | 'settle'; readonly task: number; readonly milliseconds: number }
  | { readonly kind: 'spawn' | 'lock' | 'permit' | 'finally' | 'cleanup' | 'swallow' | 'handle failures'; readonly body: Program }
  | { readonly kind: 'timeout'; readonly milliseconds: number; readonly body: Program }
  | { readonly kind: 'group' | 'gather' | 'gather settled' | 'as completed' | 'all'; readonly bodies: readonly Program[]; readonly body: Program };

export type Program = readonly Step[];

const milliseconds = fc.integer({ min: 0, max: 12 });
const task = fc.nat(20);

/** Weighted towards waiting, so that there is something to interrupt. */
export const programs: fc.Arbitrary<Program> = fc.letrec<{ program: Program; step: Step }>(tie => ({
  program: fc.array(tie('step'), { maxLength: 5, depthIdentifier: 'program' }),
  step: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'program' },
    { weight: 6, arbitrary: fc.record({ kind: fc.constantFrom('sleep' as const, 'foreign' as const, 'given up' as const, 'abortable' as const), milliseconds }) },
    { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('checkpoint' as const, 'fail' as const, 'put' as const, 'get' as const, 'cancel self' as const, 'uncancel' as const) }) },
    {
      weight: 7,
      arbitrary: fc.record({ kind: fc.constantFrom('await' as const, 'cancel' as const, 'cancel' as const, 'shield' as const, 'wait' as const, 'wait for' as const, 'settle' as const), task, milliseconds }),
    },
    {
      weight: 8,
      arbitrary: fc.record({
        kind: fc.constantFrom('spawn' as const, 'spawn' as const, 'lock' as const, 'permit' as const, 'finally' as const, 'cleanup' as const, 'swallow' as const, 'handle failures' as const),
        body: tie('program'),
      }),
    },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('timeout' as const), milliseconds, body: tie('program') }) },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constantFrom('group' as const, 'gather' as const, 'gather settled' as const, 'as completed' as const, 'all' as const),
        bodies: fc.array(tie('program'), { maxLength: 3 }),
        body: tie('program'),
      }),
    },
  ),
})).program;

const permitCount = 2;

export class World {
  readonly tasks: Task<unknown>[] = [];
  /** Tasks whose outcome somebody has asked for. */
  readonly asked = new Set<Task<unknown>>();
  readonly lock = new Lock();
  readonly queue = new Queue<number>({ maxSize: 3 });
  readonly permits = new Queue<string>();
  readonly violations: string[] = [];
  readonly log: string[] = [];
  finallyEntered = 0;
  finallyLeft = 0;
  itemsPut = 0;
  itemsGot = 0;
  foreignPending = 0;
  #owners = 0;
  #holders = 0;

  constructor() {
    for (let permit = 0; permit < permitCount; permit += 1) {
      this.permits.putNow('permit');
    }
  }

  async perform(program: Program): Promise<void> {
    for (const step of program) {
      this.log.push(`${currentTask()?.name ?? 'nobody'}: ${step.kind}`);
      await this.#do(step);
    }
  }

  start(program: Program): () => Promise<void> {
    return () => {
      const self = currentTask();
      if (self !== undefined && !this.tasks.includes(self)) {
        this.tasks.push(self);
      }
      return this.perform(program);
    };
  }

  async #do(step: Step): Promise<unknown> {
    switch (step.kind) {
      case 'sleep':
        return sleep(step.milliseconds);
      case 'foreign':
        return this.#foreign(step.milliseconds);
      case 'given up':
        return cancellable(this.#foreign(step.milliseconds));
      case 'abortable':
        this.foreignPending += 1;
        return abortable(signal => nodeOperation(step.milliseconds, signal).finally(() => (this.foreignPending -= 1)));
      case 'checkpoint':
        return checkpoint();
      case 'fail':
        throw new Error('failed');
      case 'put':
        await this.queue.put(1);
        this.itemsPut += 1;
        return undefined;
      case 'get':
        await this.queue.get();
        this.itemsGot += 1;
        return undefined;
      case 'cancel self':
        return currentTask()?.cancel();
      case 'uncancel':
        return currentTask()?.uncancel();
      case 'await':
      case 'cancel':
      case 'shield':
      case 'wait':
      case 'wait for':
      case 'settle':
        return this.#withTask(step);
      default:
        return this.#nested(step);
    }
  }

  async #withTask({ kind, task: number, milliseconds: time }: Extract<Step, { task: number }>): Promise<unknown> {
    const other = this.tasks[number % Math.max(this.tasks.length, 1)];
    if (other === undefined) {
      return undefined;
    }
    if (kind === 'cancel') {
      return other.cancel();
    }
    if (kind === 'wait') {
      return other === currentTask() ? undefined : wait([other], { timeoutMilliseconds: time });
    }
    this.asked.add(other);
    switch (kind) {
      case 'shield':
        return shield(other);
      case 'wait for':
        return waitFor(other, time);
      case 'settle':
        return gatherSettled([other]);
      case 'await':
        return other;
    }
  }

  async #nested(step: Exclude<Step, { task: number } | { kind: 'sleep' } | { kind: 'checkpoint' }>): Promise<unknown> {
    switch (step.kind) {
      case 'spawn': {
        const created = createTask(() => this.perform(step.body));
        this.tasks.push(created);
        return undefined;
      }
      case 'lock':
        return this.lock.run(() => this.#alone(step.body));
      case 'permit':
        return this.#withPermit(step.body);
      case 'finally':
        this.finallyEntered += 1;
        try {
          await this.perform(step.body); return;
        } finally {
          this.finallyLeft += 1;
        }
      case 'cleanup':
        return cleanup(() => this.perform(step.body), { timeoutMilliseconds: 20 });
      case 'swallow':
        return this.perform(step.body).catch(() => undefined);
      case 'handle failures':
        return this.perform(step.body).catch(rethrowIfCancelled);
      case 'timeout':
        return withTimeout(step.milliseconds, () => this.perform(step.body));
      case 'group':
        return taskGroup(async group => {
          for (const body of step.bodies) {
            const member = group.createTask(() => this.perform(body));
            this.tasks.push(member);
            this.asked.add(member);
          }
          await this.perform(step.body);
        });
      case 'gather':
        return gather(this.#members(step.bodies));
      case 'gather settled':
        return gatherSettled(this.#members(step.bodies));
      case 'as completed':
        for (const next of asCompleted(this.#members(step.bodies), { timeoutMilliseconds: 20 })) {
          await next;
        }
        return undefined;
      case 'all':
        return Promise.all(step.bodies.map(body => this.perform(body)));
      default:
        return undefined;
    }
  }

  #members(bodies: readonly Program[]): readonly Task<void>[] {
    return bodies.map(body => {
      const member = createTask(() => this.perform(body));
      this.tasks.push(member);
      this.asked.add(member);
      return member;
    });
  }

  async #foreign(time: number): Promise<void> {
    this.foreignPending += 1;
    await new Promise(resolve => {
      setTimeout(resolve, time, undefined);
    });
    this.foreignPending -= 1;
  }

  async #alone(body: Program): Promise<void> {
    this.#owners += 1;
    if (this.#owners > 1) {
      this.violations.push('two tasks own the lock');
    }
    try {
      await this.perform(body);
    } finally {
      this.#owners -= 1;
    }
  }

  async #withPermit(body: Program): Promise<void> {
    const permit = await this.permits.get();
    this.#holders += 1;
    if (this.#holders > permitCount) {
      this.violations.push('more permits than there are');
    }
    try {
      await this.perform(body);
    } finally {
      this.#holders -= 1;
      this.permits.putNow(permit);
    }
  }
}
