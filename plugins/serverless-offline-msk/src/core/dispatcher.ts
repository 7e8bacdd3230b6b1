import type { InvocationResult } from '../invoker.ts';
import type { Batch, KafkaRecord } from '../record.ts';
import { type BatchLimits, nextBatch } from './batch.ts';
import { isIdle, newPartition, type PartitionState, takePending, watermark } from './partition.ts';
import { type Aftermath, afterInvocation, newPiece, type Piece, type RetryPolicy, splitByAge } from './piece.ts';
import { candidates, type PollerOptions } from './pollers.ts';
import { type Outcome, outcomeOf } from './response.ts';
import { newWork, piecesOf, type Task, taskOf, type Work, type WorkPiece } from './work.ts';

export interface DispatcherOptions extends BatchLimits, RetryPolicy, PollerOptions {}

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
    const isLost = ({ running, partitions }: Work) => !running && [...partitions.values()].every(({ stale }) => stale);
    for (const work of this.#works) if (isLost(work)) this.#works.delete(work);
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
    this.#turn += 1;
    for (const state of states) state.lastTurn = this.#turn;
    this.#works.add(newWork(poller, states, piece));
  }

  #decisions(nowMs: number) {
    return candidates(this.assigned, [...this.#works], this.#options).map(({ poller, states }) => ({
      poller,
      decision: nextBatch(states, this.#options, nowMs),
    }));
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
