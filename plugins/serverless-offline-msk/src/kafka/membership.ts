import { setTimeout as delay } from 'node:timers/promises';
import type { Admin, Kafka } from 'kafkajs';
import type { Dispatcher } from '../core/dispatcher.ts';
import { type PartitionState, watermark } from '../core/partition.ts';
import { type PartitionOffsets, startingOffset } from '../core/starting-offset.ts';
import { factChannel, publish } from '../facts.ts';
import type { Log } from '../log.ts';
import type { EventSourceMapping } from '../mapping.ts';
import type { KafkaRecord } from '../record.ts';
import { type Fetch, GroupMember, type MemberListener } from './group-member.ts';
import { fetchPartitionOffsets, lagOf } from './offsets.ts';
import { recordOf } from './record-of.ts';

export interface MembershipOptions {
  readonly kafka: Kafka;
  readonly mapping: EventSourceMapping;
  readonly brokers: readonly string[];
  readonly dispatcher: Dispatcher;
  readonly filter: (record: KafkaRecord) => boolean;
  readonly log: Log;
  readonly now: () => number;
}

/** A partition with so much JSON waiting is not fetched until half of it is sent: two events' worth. */
const BUFFER_BYTES = 12 * 1024 * 1024;
const RECONNECT_MS = 1000;
const LEAVE_LIMIT_MS = 2000;
const LAG_INTERVAL_MS = 2000;

/** Keeps a mapping in its consumer group, for ever, whatever happens to brokers and topic, until it is stopped. */
export class Membership implements MemberListener {
  readonly #options: MembershipOptions;
  readonly #stopped = new AbortController();
  /** Called when there may be something new to send. */
  onRecords: () => void = () => {};
  #admin: Admin;
  #member: GroupMember | undefined;
  #memberId: string | undefined;
  #generation = 0;
  /** Not fetched: their buffers are full. */
  readonly #full = new Set<number>();
  /** Not fetched yet: where reading begins is being found out. */
  #beginning = new Set<number>();
  #life: Promise<void> = Promise.resolve();
  #committing: Promise<void> | undefined;
  #problem: string | undefined;

  constructor(options: MembershipOptions) {
    this.#options = options;
    this.#admin = options.kafka.admin();
  }

  start(): void {
    this.#life = this.#live();
  }

  /** Commits and leaves the group, as far as the broker answers in time. */
  async stop(): Promise<void> {
    const limit = delay(LEAVE_LIMIT_MS, undefined, { ref: false });
    await Promise.race([this.#commitAll(), limit]);
    this.#stopped.abort();
    await Promise.race([this.#life, limit]);
  }

  /** Tasks have ended: commits what is done and fetches again where there is room. */
  progressed(): void {
    void this.#commitAll();
    this.#setPauses();
  }

  async #live(): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      try {
        await this.#beMember();
      } catch (error) {
        this.#say(error as Error);
        await delay(RECONNECT_MS, undefined, { signal }).catch(() => {});
      }
    }
    await this.#admin.disconnect().catch(() => {});
  }

  /** One life in the group: until this stops, or the member crashes. */
  async #beMember(): Promise<void> {
    const { kafka, mapping } = this.#options;
    const { consumerGroupId: groupId, topic } = mapping;
    await this.#admin.connect();
    if (!(await this.#admin.listTopics()).includes(topic)) throw new TopicMissing(topic);
    if (this.#stopped.signal.aborted) return;

    const fromBeginning = mapping.startingPosition.kind !== 'LATEST';
    this.#full.clear();
    this.#beginning.clear();
    const member = new GroupMember({ kafka, groupId, topic, fromBeginning }, this);
    this.#member = member;
    const lag = setInterval(() => void this.#publishLag(), LAG_INTERVAL_MS);
    try {
      const membership = Promise.all([member.join(), member.crashed]);
      membership.catch(() => {});
      await Promise.race([membership, aborted(this.#stopped.signal)]);
    } finally {
      clearInterval(lag);
      this.#generation += 1;
      this.#member = undefined;
      await member.leave().catch(() => {});
    }
  }

  joined(memberId: string, partitions: readonly number[]): void {
    const { dispatcher } = this.#options;
    const generation = ++this.#generation;
    // A new member id: others may have had the partitions in between, so each is looked at as if it were new.
    const isKnown = memberId === this.#memberId;
    this.#memberId = memberId;
    for (const { partition } of dispatcher.assigned) {
      if (!partitions.includes(partition)) dispatcher.revoke(partition);
    }
    const isRetained = (partition: number) =>
      isKnown && !this.#beginning.has(partition) && dispatcher.partition(partition) !== undefined;
    for (const { partition, position } of dispatcher.assigned) {
      if (isRetained(partition)) this.#member?.seek(partition, position);
    }
    this.#beginning = new Set(partitions.filter((partition) => !isRetained(partition)));
    this.#member?.pause([...this.#beginning]);
    void this.#begin(generation);
  }

  fetched({ partition, fromOffset, messages, nextOffset }: Fetch): void {
    const { dispatcher, mapping, filter, log, now } = this.#options;
    const state = dispatcher.partition(partition);
    if (!state || this.#beginning.has(partition)) return;
    if (fromOffset !== undefined && fromOffset !== state.position) {
      log.warning(
        `${mapping.logicalId}: offset ${state.position} of ${mapping.topic}-${partition} is out of range, goes on at ${fromOffset}`,
      );
      dispatcher.reset(partition, fromOffset);
    }
    const records = messages.map((message) => recordOf(mapping.topic, partition, message));
    const matching = records.filter(filter);
    publish('polled', mapping, { records: records.length, partition });
    publish('filtered', mapping, { records: records.length - matching.length, partition });
    dispatcher.polled(partition, matching, nextOffset, now());
    this.onRecords();
    this.progressed();
  }

  fetchedNothing(): void {
    for (const { partition } of this.#options.dispatcher.assigned.slice(0, 1)) {
      publish('polled', this.#options.mapping, { records: 0, partition });
    }
  }

  /** Finds out where reading begins, and reads. A later generation takes over whatever is not finished. */
  async #begin(generation: number): Promise<void> {
    const { mapping, dispatcher, log } = this.#options;
    const { consumerGroupId, topic, startingPosition, logicalId } = mapping;
    try {
      const offsets = await fetchPartitionOffsets(this.#admin, consumerGroupId, topic, startingPosition);
      if (generation !== this.#generation) return;
      const partitions = [...this.#beginning];
      for (const partition of partitions) this.#assign(partition, offsets);
      this.#beginning.clear();
      await this.#commitAll();
      if (generation !== this.#generation) return;
      this.#member?.resume(partitions);
      this.#problem = undefined;
      log.notice(`${logicalId}: ready, group ${consumerGroupId} reads ${partitionList(topic, dispatcher)}`);
      this.onRecords();
    } catch (error) {
      this.#say(error as Error);
      await delay(RECONNECT_MS, undefined, { signal: this.#stopped.signal }).catch(() => {});
      if (generation === this.#generation && !this.#stopped.signal.aborted) await this.#begin(generation);
    }
  }

  #assign(partition: number, offsets: ReadonlyMap<number, PartitionOffsets>): void {
    const { dispatcher, mapping, log } = this.#options;
    const found = offsets.get(partition);
    if (!found) throw new Error(`${mapping.topic}-${partition} is not known to the broker yet`);
    const known = dispatcher.partition(partition);
    if (known && isContinued(found.committed ?? found.low, known)) {
      this.#member?.seek(partition, known.position);
      return;
    }
    const groupHasOffsets = [...offsets.values()].some(({ committed }) => committed !== null);
    const { position, commit, outOfRange } = startingOffset(found, mapping.startingPosition, groupHasOffsets);
    if (outOfRange) {
      log.warning(
        `${mapping.logicalId}: offset ${found.committed} of ${mapping.topic}-${partition} is out of range, goes on at ${position}`,
      );
    }
    dispatcher.assign(partition, position, commit);
    this.#member?.seek(partition, position);
  }

  /** One commit at a time; what becomes done meanwhile is in the next. */
  #commitAll(): Promise<void> {
    this.#committing ??= this.#commitDue().finally(() => {
      this.#committing = undefined;
    });
    return this.#committing;
  }

  async #commitDue(): Promise<void> {
    const { dispatcher, mapping } = this.#options;
    for (;;) {
      const member = this.#member;
      const due = dispatcher.commits().filter(({ partition }) => !this.#beginning.has(partition));
      if (due.length === 0 || !member || member.isJoining) return;
      try {
        await member.commit(due);
      } catch (error) {
        publish('commit-failed', mapping, { message: (error as Error).message });
        return;
      }
      for (const { partition, offset, records } of due) {
        dispatcher.committed(partition, offset);
        publish('committed', mapping, { partition, offset: String(offset), records });
      }
    }
  }

  async #publishLag(): Promise<void> {
    const { mapping, dispatcher } = this.#options;
    if (!factChannel('lag').hasSubscribers) return;
    try {
      const offsets = await fetchPartitionOffsets(this.#admin, mapping.consumerGroupId, mapping.topic);
      publish('lag', mapping, {
        partitions: dispatcher.assigned.flatMap(({ partition }) => lagOf(partition, offsets.get(partition)) ?? []),
      });
    } catch {
      // A broker that is away is noticed where it matters.
    }
  }

  #setPauses(): void {
    for (const { partition, pendingBytes } of this.#options.dispatcher.assigned) {
      if (this.#beginning.has(partition)) continue;
      if (pendingBytes > BUFFER_BYTES && !this.#full.has(partition)) {
        this.#full.add(partition);
        this.#member?.pause([partition]);
      } else if (pendingBytes <= BUFFER_BYTES / 2 && this.#full.delete(partition)) {
        this.#member?.resume([partition]);
      }
    }
  }

  /** Once until it is over, however often and in how many ways it fails meanwhile. */
  #say(error: Error): void {
    const { mapping, log } = this.#options;
    publish('polling-failed', mapping, { message: error.message });
    const problem = error instanceof TopicMissing ? 'topic missing' : 'polling failed';
    if (problem !== this.#problem) log.warning(`${mapping.logicalId}: ${problemOf(error, this.#options)}`);
    this.#problem = problem;
  }
}

class TopicMissing extends Error {}

/** Whether nobody else has moved the group's offset since this member last did. */
const isContinued = (committedOnBroker: number, known: PartitionState) =>
  known.committed <= committedOnBroker && committedOnBroker <= watermark(known);

const partitionList = (topic: string, { assigned }: Dispatcher) =>
  assigned.map(({ partition }) => `${topic}-${partition}`).join(', ') || 'no partition: others in the group have all';

function problemOf(error: Error, { brokers, mapping }: MembershipOptions): string {
  if (error instanceof TopicMissing) {
    return `topic ${mapping.topic} does not exist on ${brokers.join(',')}: waiting for it, create it`;
  }
  return `polling ${mapping.topic} on ${brokers.join(',')} failed, trying again: ${error.message}`;
}

const aborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
