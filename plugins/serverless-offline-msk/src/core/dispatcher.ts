import type { Condition } from '../destination.ts';
import type { InvocationResult } from '../invoker.ts';
import type { Batch, KafkaRecord } from '../record.ts';
import { type BatchLimits, nextBatch } from './batch.ts';
import { isIdle, newPartition, type PartitionState, takePending, watermark } from './partition.ts';
import {
  type Aftermath,
  afterInvocation,
  type LastInvocation,
  newPiece,
  type Piece,
  type RetryPolicy,
  splitByAge,
} from './piece.ts';
import { type Outcome, outcomeOf } from './response.ts';

export interface DispatcherOptions extends BatchLimits, RetryPolicy {
  readonly pollers: number;
  /** Batches that one poller may have in flight at once, of different partitions. */
  readonly batchesPerPoller: number;
  /** Whether one event may hold several partitions. */
  readonly mergePartitions: boolean;
}

/** What is to be done now. Each task wants one answer: `invoked` or `gaveUp`. */
export type Task =
  | { readonly kind: 'invoke'; readonly work: Work; readonly records: Batch; readonly attempt: number }
  | {
      readonly kind: 'give-up';
      readonly work: Work;
      readonly records: Batch;
      readonly condition: Condition;
      readonly invokeCount: number;
      readonly last: LastInvocation | undefined;
    };

/** A batch from its first invocation until all its records are done. */
export interface Work {
  readonly poller: number;
  readonly partitions: ReadonlyMap<number, PartitionState>;
  /** Sent one after the other, so that the order inside a partition is kept. */
  pieces: readonly WorkPiece[];
  running: boolean;
  dueAtMs: number;
}

type WorkPiece = Piece & { readonly giveUp?: Condition };

export interface PartitionOffset {
  readonly partition: number;
  readonly offset: number;
  /** How far the group's offset moves. */
  readonly records: number;
}

/**
 * Decides for one mapping what is invoked, retried, given up and committed, and when. It knows neither Kafka nor
 * Lambda and has no clock: it is told what happened, and asked what is due.
 */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #partitions = new Map<number, PartitionState>();
  readonly #works = new Set<Work>();
  #turn = 0;

  constructor(options: DispatcherOptions) {
    this.#options = options;
  }

  /** @param commit whether the position is to be committed before anything is read */
  assign(partition: number, position: number, commit: boolean): void {
    this.revoke(partition);
    this.#partitions.set(partition, newPartition(partition, position, commit ? -1 : position));
  }

  /** What is in flight of the partition goes on, but neither comes again nor is committed. */
  revoke(partition: number): void {
    const state = this.#partitions.get(partition);
    if (state) state.stale = true;
    this.#partitions.delete(partition);
  }

  /** A position other than the next to read: the offset was out of range, and the broker's client moved on. */
  reset(partition: number, position: number): void {
    this.assign(partition, position, true);
  }

  get assigned(): readonly PartitionState[] {
    return [...this.#partitions.values()].sort((a, b) => a.partition - b.partition);
  }

  partition(partition: number): PartitionState | undefined {
    return this.#partitions.get(partition);
  }

  /**
   * @param records those that the filter let through
   * @param position the next offset to read, behind all that was read: filtered and control records too
   */
  polled(partition: number, records: readonly KafkaRecord[], position: number, nowMs: number): void {
    const state = this.#partitions.get(partition);
    if (!state) return;
    for (const record of records) {
      if (record.offset < state.position) continue;
      const bytes = this.#options.size.record(record);
      state.pending.push({ record, bytes, bufferedAtMs: nowMs });
      state.pendingBytes += bytes;
    }
    state.position = Math.max(state.position, position);
    if (isIdle(state)) state.commitTo = state.position;
  }

  /** What can start now. The tasks count as started. */
  due(nowMs: number): Task[] {
    this.#takeBatches(nowMs);
    const ready = [...this.#works].filter((work) => !work.running && work.dueAtMs <= nowMs);
    return ready.flatMap((work) => this.#startNext(work, nowMs) ?? []);
  }

  /** When `due` may have something to do next without anything else happening. */
  wakeAt(nowMs: number): number {
    const retries = [...this.#works].filter((work) => !work.running).map((work) => work.dueAtMs);
    const windows = this.#decisions(nowMs).map(({ decision }) => (decision.kind === 'wait' ? decision.untilMs : nowMs));
    return Math.min(Number.POSITIVE_INFINITY, ...retries, ...windows);
  }

  /** The answer to an `invoke` task. */
  invoked(
    { work, records }: Task,
    result: InvocationResult,
    requestId: string,
    nowMs: number,
  ): Aftermath & { outcome: Outcome } {
    const [piece, ...others] = work.pieces as [Piece, ...WorkPiece[]];
    const outcome = outcomeOf(result, records, this.#options.reportBatchItemFailures);
    const aftermath = afterInvocation(piece, outcome, requestId, this.#options);
    const remaining = piecesOf(aftermath);
    const kept = new Set(remaining.flatMap(({ records }) => records));
    this.#finish(
      work,
      records.filter((record) => !kept.has(record)),
    );
    this.#goOn(work, [...remaining, ...others], nowMs, aftermath.kind === 'retry' ? aftermath.delayMs : 0);
    return { ...aftermath, outcome };
  }

  /** The answer to a `give-up` task: the records went to the destination, or were dropped. */
  gaveUp({ work, records }: Task, nowMs: number): void {
    this.#finish(work, records);
    this.#goOn(work, work.pieces.slice(1), nowMs, 0);
  }

  /** What may be committed: never past a record that is not done. */
  commits(): PartitionOffset[] {
    return this.assigned.flatMap(({ partition, commitTo, committed }) =>
      commitTo === committed
        ? []
        : { partition, offset: commitTo, records: committed < 0 ? 0 : Math.max(0, commitTo - committed) },
    );
  }

  committed(partition: number, offset: number): void {
    const state = this.#partitions.get(partition);
    if (state) state.committed = offset;
  }

  get running(): number {
    return [...this.#works].filter(({ running }) => running).length;
  }

  #takeBatches(nowMs: number): void {
    for (const { poller, decision } of this.#decisions(nowMs)) {
      if (decision.kind === 'send') {
        const shares = decision.shares.toSorted(([a], [b]) => a.partition - b.partition);
        const records = shares.flatMap(([state, count]) => takePending(state, count));
        this.#add(
          poller,
          shares.map(([state]) => state),
          newPiece(records),
        );
      } else if (decision.kind === 'oversize') {
        const records = takePending(decision.state, 1);
        this.#add(poller, [decision.state], { ...newPiece(records), giveUp: 'MaximumPayloadSizeExceeded' });
      }
    }
  }

  #add(poller: number, states: readonly PartitionState[], piece: WorkPiece): void {
    const partitions = new Map(states.map((state) => [state.partition, state]));
    this.#turn += 1;
    for (const state of states) state.lastTurn = this.#turn;
    this.#works.add({ poller, partitions, pieces: [piece], running: false, dueAtMs: 0 });
  }

  #decisions(nowMs: number) {
    return this.#groups().map(({ poller, states }) => ({ poller, decision: nextBatch(states, this.#options, nowMs) }));
  }

  /** The partitions whose records may go into one next batch. */
  #groups(): { poller: number; states: PartitionState[] }[] {
    const { pollers, batchesPerPoller, mergePartitions } = this.#options;
    const count = Math.min(pollers, this.#partitions.size);
    const groups = [];
    for (let poller = 0; poller < count; poller++) {
      const inFlight = [...this.#works].filter((work) => work.poller === poller).length;
      const states = this.assigned
        .filter((state, index) => index % count === poller && this.#isReady(state))
        .sort((a, b) => a.lastTurn - b.lastTurn);
      const candidates = mergePartitions ? [states] : states.map((state) => [state]);
      const free = candidates.filter(({ length }) => length > 0).slice(0, Math.max(0, batchesPerPoller - inFlight));
      groups.push(...free.map((states) => ({ poller, states })));
    }
    return groups;
  }

  /** One batch of a partition is in flight at a time, also where the partition was lost and assigned again. */
  #isReady({ partition, pending, unfinished }: PartitionState): boolean {
    const isLeftOver = (work: Work) => work.running && work.partitions.get(partition)?.stale;
    return pending.length > 0 && unfinished.size === 0 && ![...this.#works].some(isLeftOver);
  }

  #startNext(work: Work, nowMs: number): Task | undefined {
    this.#dropStale(work);
    const [piece, ...others] = work.pieces;
    if (!piece) {
      this.#goOn(work, [], nowMs, 0);
      return undefined;
    }
    const { expired, rest } = splitByAge(piece, this.#options.maximumRecordAgeMs, nowMs);
    const expires = !piece.giveUp && expired.records.length > 0;
    if (expires) {
      work.pieces = [{ ...expired, giveUp: 'RecordAgeExceeded' }, ...(rest.records.length ? [rest] : []), ...others];
    }
    work.running = true;
    return taskOf(work, work.pieces[0] as WorkPiece);
  }

  #dropStale(work: Work): void {
    const isCurrent = ({ partition }: KafkaRecord) => !work.partitions.get(partition)?.stale;
    work.pieces = work.pieces
      .map((piece) => ({ ...piece, records: piece.records.filter(isCurrent) }))
      .filter(({ records }) => records.length > 0);
  }

  #finish({ partitions }: Work, records: Batch): void {
    for (const { partition, offset } of records) partitions.get(partition)?.unfinished.delete(offset);
    for (const state of partitions.values()) state.commitTo = watermark(state);
  }

  #goOn(work: Work, pieces: readonly WorkPiece[], nowMs: number, delayMs: number): void {
    work.pieces = pieces;
    work.running = false;
    work.dueAtMs = nowMs + delayMs;
    if (pieces.length > 0) return;
    this.#works.delete(work);
    this.#openWindows(work, nowMs);
  }

  /** The next window opens when the batch is over; in on-demand mode for all the partitions of the poller. */
  #openWindows({ partitions }: Work, nowMs: number): void {
    const states = this.#options.batchesPerPoller === 1 ? this.assigned : partitions.values();
    for (const state of states) state.windowFromMs = nowMs;
  }
}

function piecesOf(aftermath: Aftermath): readonly WorkPiece[] {
  switch (aftermath.kind) {
    case 'done':
      return [];
    case 'retry':
      return [aftermath.piece];
    case 'split':
      return aftermath.halves;
    case 'give-up':
      return [{ ...aftermath.piece, giveUp: aftermath.condition }];
  }
}

const taskOf = (work: Work, { giveUp, records, invocations, last }: WorkPiece): Task =>
  giveUp
    ? { kind: 'give-up', work, records, condition: giveUp, invokeCount: invocations, last }
    : { kind: 'invoke', work, records, attempt: invocations + 1 };
