import { Dispatcher } from '../../src/core/dispatcher.ts';
import type { Task } from '../../src/core/work.ts';
import { eventSize } from '../../src/event-size.ts';
import type { InvocationResult } from '../../src/invoker.ts';
import type { KafkaRecord } from '../../src/record.ts';
import { newRecord } from '../support/failed-batch.ts';
import { type Answer, type Operation, PARTITIONS, type WorldSettings } from './arbitraries.ts';

type Fate = 'filtered' | 'succeeded' | 'given-up';

/**
 * A broker, a function and a group around a dispatcher, all in memory. It notes what must not happen where it happens:
 * a commit past a record that is not done, a record sent before an earlier one of its partition is done, two batches of
 * a partition at once.
 */
export class World {
  readonly violations: string[] = [];
  readonly #settings: WorldSettings;
  readonly #log: KafkaRecord[][] = Array.from({ length: PARTITIONS }, () => []);
  /** What became of each record, by partition and offset. Never taken back. */
  readonly #fates: Map<number, Fate>[] = Array.from({ length: PARTITIONS }, () => new Map());
  readonly #committed: number[] = Array(PARTITIONS).fill(0);
  readonly #assigned = new Set<number>();
  #tasks: Task[] = [];
  #dispatcher: Dispatcher;
  #nowMs = 1_000_000;

  constructor(settings: WorldSettings) {
    this.#settings = settings;
    this.#dispatcher = this.#start();
  }

  apply(operation: Operation): void {
    if (operation.kind === 'produce') this.#produce(operation.partition, operation.sizes);
    else if (operation.kind === 'poll') this.#poll(operation.partition, operation.count, operation.matching);
    else if (operation.kind === 'start') this.#startDue();
    else if (operation.kind === 'finish') this.#finish(operation.task, operation.answer);
    else if (operation.kind === 'commit') this.#commit(operation.reachesBroker);
    else if (operation.kind === 'pass') this.#nowMs += operation.ms;
    else if (operation.kind === 'revoke') this.#revoke(operation.partition);
    else if (operation.kind === 'assign') this.#assign(operation.partition);
    else this.#dispatcher = this.#start();
  }

  /** From now on all goes well: everything that was produced is read, done and committed. */
  finish(): void {
    for (let partition = 0; partition < PARTITIONS; partition++) this.#assign(partition);
    for (let round = 0; round < 500 && !this.#isComplete(); round++) {
      for (let partition = 0; partition < PARTITIONS; partition++) this.#poll(partition, 100, []);
      this.#nowMs = Math.max(this.#nowMs + 1, Math.min(this.#dispatcher.wakeAt(this.#nowMs), this.#nowMs + 60_000));
      this.#startDue();
      while (this.#tasks.length > 0) this.#finish(0, 'ok');
      this.#commit(true);
    }
  }

  /** Records without a fate, and partitions that are not committed to their end. */
  unaccounted(): string[] {
    return this.#log.flatMap((records, partition) => [
      ...records.filter(({ offset }) => !this.#fates[partition]?.has(offset)).map(nameOf),
      ...(this.#committed[partition] === records.length ? [] : [`partition ${partition} ends uncommitted`]),
    ]);
  }

  #isComplete = (): boolean => this.unaccounted().length === 0;

  #start(): Dispatcher {
    this.#tasks = [];
    this.#assigned.clear();
    const size = eventSize({ kind: 'kafka', bootstrapServers: ['b:1'] }, 't', 'b:1');
    const dispatcher = new Dispatcher({ ...this.#settings, size, backoff: { firstMs: 100, maxMs: 1000 } });
    this.#dispatcher = dispatcher;
    for (let partition = 0; partition < PARTITIONS; partition++) this.#assign(partition);
    return dispatcher;
  }

  #produce(partition: number, sizes: readonly number[]): void {
    const records = this.#log[partition] as KafkaRecord[];
    for (const size of sizes) {
      records.push(
        newRecord({ partition, offset: records.length, timestampMs: this.#nowMs, value: Buffer.alloc(size) }),
      );
    }
  }

  #poll(partition: number, count: number, matching: readonly boolean[]): void {
    const position = this.#dispatcher.partition(partition)?.position;
    if (position === undefined) return;
    const fetched = (this.#log[partition] as KafkaRecord[]).slice(position, position + count);
    const passes = (_: KafkaRecord, index: number) => matching[index] ?? true;
    for (const { offset } of fetched.filter((record, index) => !passes(record, index)))
      this.#note(partition, offset, 'filtered');
    this.#dispatcher.polled(partition, fetched.filter(passes), position + fetched.length, this.#nowMs);
  }

  #startDue(): void {
    for (const task of this.#dispatcher.due(this.#nowMs)) {
      for (const record of task.records) this.#checkOrder(record, task);
      this.#tasks.push(task);
    }
  }

  #checkOrder({ partition, offset }: KafkaRecord, { records, work }: Task): void {
    const isElsewhere = this.#tasks.some(
      (other) => other.work !== work && other.records.some((record) => record.partition === partition),
    );
    if (isElsewhere) this.violations.push(`two batches of partition ${partition} at once`);
    const isWaiting = (earlier: number) =>
      !this.#fates[partition]?.has(earlier) &&
      !records.some((record) => record.partition === partition && record.offset === earlier);
    for (let earlier = this.#committed[partition] as number; earlier < offset; earlier++) {
      if (isWaiting(earlier)) this.violations.push(`${partition}:${offset} overtook ${partition}:${earlier}`);
    }
  }

  #finish(index: number, answer: Answer): void {
    const [task] = this.#tasks.splice(index % Math.max(1, this.#tasks.length), 1);
    if (!task) return;
    if (task.kind === 'give-up') {
      for (const { partition, offset } of task.records) this.#note(partition, offset, 'given-up');
      this.#dispatcher.gaveUp(task, this.#nowMs);
      return;
    }
    const { outcome } = this.#dispatcher.invoked(task, resultOf(answer, task.records), 'id', this.#nowMs);
    if (outcome.kind === 'succeeded' || outcome.kind === 'partial') {
      const failed = new Set(outcome.kind === 'partial' ? outcome.failed : []);
      for (const record of task.records)
        if (!failed.has(record)) this.#note(record.partition, record.offset, 'succeeded');
    }
  }

  #note(partition: number, offset: number, fate: Fate): void {
    this.#fates[partition]?.set(offset, fate);
  }

  #commit(reachesBroker: boolean): void {
    for (const { partition, offset } of this.#dispatcher.commits()) {
      const records = (this.#log[partition] as KafkaRecord[]).slice(0, offset);
      for (const record of records) {
        if (!this.#fates[partition]?.has(record.offset))
          this.violations.push(`commit ${partition}:${offset} passes ${nameOf(record)}`);
      }
      if (!this.#assigned.has(partition))
        this.violations.push(`commit of partition ${partition}, which is not assigned`);
      if (!reachesBroker) continue;
      this.#committed[partition] = offset;
      this.#dispatcher.committed(partition, offset);
    }
  }

  #revoke(partition: number): void {
    this.#assigned.delete(partition);
    this.#dispatcher.revoke(partition);
  }

  #assign(partition: number): void {
    if (this.#assigned.has(partition)) return;
    this.#assigned.add(partition);
    this.#dispatcher.assign(partition, this.#committed[partition] as number, false);
  }
}

const nameOf = ({ partition, offset }: KafkaRecord) => `${partition}:${offset}`;

function resultOf(answer: Answer, records: readonly KafkaRecord[]): InvocationResult {
  const identifier = ({ partition, offset }: KafkaRecord) => ({
    itemIdentifier: { partition: `t-${partition}`, offset },
  });
  switch (answer) {
    case 'ok':
      return { kind: 'returned', response: null };
    case 'error':
      return { kind: 'function-error', message: 'as told' };
    case 'throttle':
      return { kind: 'not-invoked', message: 'as told' };
    case 'partial':
      return {
        kind: 'returned',
        response: { batchItemFailures: records.filter(({ offset }) => offset % 2).map(identifier) },
      };
    case 'unknown-item':
      return {
        kind: 'returned',
        response: { batchItemFailures: [{ itemIdentifier: { partition: 't-9', offset: 1 } }] },
      };
    case 'malformed':
      return { kind: 'returned', response: { batchItemFailures: [{}] } };
  }
}
