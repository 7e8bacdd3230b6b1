import { setTimeout as delay } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import type { Dispatcher } from '../core/dispatcher.ts';
import { type PartitionState, watermark } from '../core/partition.ts';
import { type PartitionOffsets, startingOffset } from '../core/starting-offset.ts';
import { publish } from '../facts.ts';
import type { Log } from '../log.ts';
import type { EventSourceMapping } from '../mapping.ts';
import type { KafkaRecord } from '../record.ts';
import { Committer } from './committer.ts';
import type { Fetch, GroupMember, MemberListener } from './group-member.ts';
import { fetchPartitionOffsets } from './offsets.ts';
import { detached, recordOf } from './record-of.ts';

export interface AssignmentOptions {
  readonly mapping: EventSourceMapping;
  readonly dispatcher: Dispatcher;
  /** False drops a record: it is neither sent nor counted in the batch size. */
  readonly filter: (record: KafkaRecord) => boolean;
  readonly log: Log;
  readonly now: () => number;
}

/** A partition with so much waiting is not fetched until half of it is sent: two of the largest events' worth. */
const BUFFER_BYTES = 12 * 1024 * 1024;
const BUFFER_RECORDS = 20_000;
const RETRY_MS = 1000;

/** The partitions that the group gives to this mapping's member: where reading them begins, and what is read of them. */
export class Assignment implements MemberListener {
  readonly #options: AssignmentOptions;
  readonly #admin: Admin;
  readonly #signal: AbortSignal;
  readonly #committer: Committer;
  /** Called when there may be something new to send. */
  onRecords: () => void = () => {};
  /** Called when all assigned partitions are read. */
  onReady: () => void = () => {};
  onProblem: (error: Error) => void = () => {};
  #member: GroupMember | undefined;
  #generation = 0;
  /** Not fetched yet, nor committed: where reading begins is being found out. */
  #beginning = new Set<number>();
  /** Not fetched: their buffers are full. */
  readonly #full = new Set<number>();

  constructor(options: AssignmentOptions, admin: Admin, signal: AbortSignal) {
    this.#options = options;
    this.#admin = admin;
    this.#signal = signal;
    const isReady = ({ partition }: { partition: number }) => !this.#beginning.has(partition);
    this.#committer = new Committer(options, () => this.#member, isReady, signal);
  }

  attach(member: GroupMember): void {
    this.#member = member;
    this.#full.clear();
    this.#beginning.clear();
  }

  detach(): void {
    this.#generation += 1;
    this.#member = undefined;
  }

  /** The topic is gone: one of the same name that is made later has other records. */
  forget(): void {
    const { dispatcher } = this.#options;
    for (const { partition } of dispatcher.assigned) dispatcher.revoke(partition);
  }

  commit(): Promise<void> {
    return this.#committer.commit();
  }

  /** Something was done: commits it, and fetches again where there is room. */
  progressed(): void {
    void this.commit();
    for (const { partition, pending, pendingBytes } of this.#options.dispatcher.assigned) {
      if (this.#beginning.has(partition)) continue;
      const fullness = Math.max(pendingBytes / BUFFER_BYTES, pending.length / BUFFER_RECORDS);
      if (fullness > 1 && !this.#full.has(partition)) {
        this.#full.add(partition);
        this.#member?.pause([partition]);
      } else if (fullness <= 0.5 && this.#full.delete(partition)) {
        this.#member?.resume([partition]);
      }
    }
  }

  joined(partitions: readonly number[], isUnbroken: boolean): void {
    const { dispatcher } = this.#options;
    for (const { partition } of dispatcher.assigned) {
      if (!partitions.includes(partition)) dispatcher.revoke(partition);
    }
    // Where others may have had the partitions in between, each is looked at as if it were new.
    const isRetained = (partition: number) =>
      isUnbroken && !this.#beginning.has(partition) && dispatcher.partition(partition) !== undefined;
    for (const { partition, position } of dispatcher.assigned) {
      if (isRetained(partition)) this.#member?.seek(partition, position);
    }
    this.#beginning = new Set(partitions.filter((partition) => !isRetained(partition)));
    this.#member?.pause([...this.#beginning]);
    for (const partition of this.#beginning) this.#full.delete(partition);
    this.#generation += 1;
    void this.#begin(this.#generation);
  }

  fetched({ partition, fromOffset, messages, nextOffset }: Fetch): void {
    const { dispatcher, mapping, filter, now } = this.#options;
    const state = dispatcher.partition(partition);
    if (!state || this.#beginning.has(partition)) return;
    if (fromOffset !== undefined && fromOffset !== state.position) {
      this.#warnOutOfRange(partition, state.position, fromOffset);
      // Back: the topic was made again. Ahead: retention has passed, and what is in the buffer is still to be sent.
      if (fromOffset < state.position) dispatcher.reset(partition, fromOffset);
    }
    const records = messages.map((message) => recordOf(mapping.topic, partition, message));
    const matching = records.filter(filter);
    publish('polled', mapping, { records: records.length, partition });
    publish('filtered', mapping, { records: records.length - matching.length, partition });
    dispatcher.polled(partition, matching.map(detached), nextOffset, now());
    this.onRecords();
    this.progressed();
  }

  fetchedNothing(): void {
    const [first] = this.#options.dispatcher.assigned;
    if (first) publish('polled', this.#options.mapping, { records: 0, partition: first.partition });
  }

  /** Finds out where reading begins, and reads. A later generation takes over whatever is not finished. */
  async #begin(generation: number): Promise<void> {
    const { consumerGroupId, topic, startingPosition } = this.#options.mapping;
    const isOver = () => generation !== this.#generation || this.#signal.aborted;
    try {
      const offsets = await fetchPartitionOffsets(this.#admin, consumerGroupId, topic, startingPosition);
      if (isOver()) return;
      const partitions = [...this.#beginning];
      for (const partition of partitions) this.#assign(partition, offsets);
      this.#beginning.clear();
      await this.commit();
      if (isOver()) return;
      this.#member?.resume(partitions);
      this.onReady();
      this.onRecords();
    } catch (error) {
      this.onProblem(error as Error);
      await delay(RETRY_MS, undefined, { signal: this.#signal }).catch(() => {});
      if (!isOver()) await this.#begin(generation);
    }
  }

  #assign(partition: number, offsets: ReadonlyMap<number, PartitionOffsets>): void {
    const { dispatcher, mapping } = this.#options;
    const found = offsets.get(partition);
    if (!found) throw new Error(`${mapping.topic}-${partition} is not known to the broker yet`);
    const known = dispatcher.partition(partition);
    if (known && isContinued(found.committed ?? found.low, known)) {
      this.#member?.seek(partition, known.position);
      return;
    }
    const groupHasOffsets = [...offsets.values()].some(({ committed }) => committed !== null);
    const { position, commit, outOfRange } = startingOffset(found, mapping.startingPosition, groupHasOffsets);
    if (outOfRange) this.#warnOutOfRange(partition, found.committed, position);
    dispatcher.assign(partition, position, commit);
    this.#member?.seek(partition, position);
  }

  #warnOutOfRange(partition: number, offset: number | null, position: number): void {
    const { mapping, log } = this.#options;
    const of = `${mapping.topic}-${partition}`;
    log.warning(`${mapping.logicalId}: offset ${offset} of ${of} is out of range, goes on at ${position}`);
  }
}

/** Whether nobody else has moved the group's offset since this member last did. */
const isContinued = (committedOnBroker: number, known: PartitionState) =>
  known.committed <= committedOnBroker && committedOnBroker <= watermark(known);
