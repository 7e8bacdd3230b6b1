import {
  type Consumer,
  type EachBatchPayload,
  type Kafka,
  type KafkaMessage,
  type PartitionAssigner,
  PartitionAssigners,
} from 'kafkajs';
import type { PartitionOffset } from '../core/dispatcher.ts';
import { retry } from './client.ts';

/** What the group and the broker tell a member. All of it is called synchronously. */
export interface MemberListener {
  /**
   * With each generation of the group.
   *
   * @param isUnbroken this member was in the generation before it too: nobody else had the partitions that it keeps
   */
  joined(partitions: readonly number[], isUnbroken: boolean): void;
  fetched(fetch: Fetch): void;
  /** After a fetch that brought nothing at all. */
  fetchedNothing(): void;
}

export interface Fetch {
  readonly partition: number;
  /** Where the fetch began; undefined where kafkajs does not say. */
  readonly fromOffset: number | undefined;
  readonly messages: readonly KafkaMessage[];
  /** Behind all that was read: control records and aborted ones too, which are not among the messages. */
  readonly nextOffset: number;
}

export interface GroupMemberOptions {
  readonly kafka: Kafka;
  readonly groupId: string;
  readonly topic: string;
  /** Where kafkajs goes on when an offset is out of range. */
  readonly fromBeginning: boolean;
}

/**
 * One member of a consumer group, from its join to its leave or crash. Whoever takes the records must return at once:
 * kafkajs sends heartbeats between fetches.
 */
export class GroupMember {
  readonly #options: GroupMemberOptions;
  readonly #listener: MemberListener;
  readonly #consumer: Consumer;
  /** Between the request to join a new generation and its answer. Offsets cannot be committed meanwhile. */
  isJoining = true;
  /** Rejects when the member is no longer in the group, though nobody asked it to leave. */
  readonly crashed: Promise<never>;
  #commitOnce: EachBatchPayload['commitOffsetsIfNecessary'] | undefined;
  #isPollEmpty = false;
  #memberId: string | undefined;
  /** Requests to join since the last generation. One that is not the first may follow on a generation that was missed. */
  #joins = 0;
  /** Partitions whose next fetch begins somewhere else than what still comes of them. */
  readonly #sought = new Set<number>();

  constructor(options: GroupMemberOptions, listener: MemberListener) {
    this.#options = options;
    this.#listener = listener;
    this.#consumer = options.kafka.consumer({
      groupId: options.groupId,
      allowAutoTopicCreation: false,
      // Also what a stop, a heartbeat and a paused partition wait for. Records are sent by the broker at once.
      maxWaitTimeInMs: 250,
      metadataMaxAge: 10_000,
      // The least that brokers allow: after a crash, of this process or the broker, the group waits for the old member.
      sessionTimeout: 6000,
      heartbeatInterval: 1500,
      partitionAssigners: [this.#assigner, javaAssigner],
      retry: { ...retry, restartOnFailure: async () => false },
    });
    const { CRASH } = this.#consumer.events;
    this.crashed = new Promise((_, reject) => this.#consumer.on(CRASH, ({ payload }) => reject(payload.error)));
    this.crashed.catch(() => {});
    this.#listen();
  }

  async join(): Promise<void> {
    const { topic, fromBeginning } = this.#options;
    await this.#consumer.connect();
    await this.#consumer.subscribe({ topics: [topic], fromBeginning });
    await this.#consumer.run({ autoCommit: false, eachBatch: async (payload) => this.#take(payload) });
  }

  /** Leaves the group and closes the connections. */
  async leave(): Promise<void> {
    await this.#consumer.disconnect();
  }

  seek(partition: number, offset: number): void {
    this.#sought.add(partition);
    this.#consumer.seek({ topic: this.#options.topic, partition, offset: String(offset) });
  }

  pause(partitions: readonly number[]): void {
    if (partitions.length > 0) this.#consumer.pause([{ topic: this.#options.topic, partitions: [...partitions] }]);
  }

  resume(partitions: readonly number[]): void {
    if (partitions.length > 0) this.#consumer.resume([{ topic: this.#options.topic, partitions: [...partitions] }]);
  }

  /**
   * Commits offsets of partitions that are assigned in this generation. kafkajs takes the generation when it is called;
   * its retries, which take a later one, would rewind a partition's new owner: the function of a fetch has none.
   *
   * @throws where nothing was committed: kafkajs says nothing of it where it has just crashed or left
   */
  async commit(offsets: readonly PartitionOffset[]): Promise<void> {
    const { topic } = this.#options;
    const partitions = offsets.map(({ partition, offset }) => ({ partition, offset: String(offset) }));
    let isSent = false;
    const stopListening = this.#consumer.on(this.#consumer.events.COMMIT_OFFSETS, () => {
      isSent = true;
    });
    try {
      if (this.#commitOnce) await this.#commitOnce({ topics: [{ topic, partitions }] });
      else await this.#consumer.commitOffsets(partitions.map((partition) => ({ topic, ...partition })));
    } finally {
      stopListening();
    }
    if (!isSent) throw new Error(`offsets of ${topic} were not sent: the member is not in its group`);
  }

  /** kafkajs's own assigner. That it is asked for its protocol is the only sign that a join begins. */
  #assigner: PartitionAssigner = (config) => {
    const assigner = PartitionAssigners.roundRobin(config);
    return {
      ...assigner,
      protocol: (subscription) => {
        this.isJoining = true;
        this.#joins += 1;
        return assigner.protocol(subscription);
      },
    };
  };

  #listen(): void {
    const { GROUP_JOIN, START_BATCH_PROCESS, FETCH_START } = this.#consumer.events;
    const { topic } = this.#options;
    this.#consumer.on(GROUP_JOIN, ({ payload }) => {
      const isUnbroken = this.#joins === 1 && payload.memberId === this.#memberId;
      this.isJoining = false;
      this.#joins = 0;
      this.#memberId = payload.memberId;
      this.#listener.joined(payload.memberAssignment[topic] ?? [], isUnbroken);
    });
    this.#consumer.on(FETCH_START, () => {
      this.#sought.clear();
      if (this.#isPollEmpty) this.#listener.fetchedNothing();
      this.#isPollEmpty = true;
    });
    this.#consumer.on(START_BATCH_PROCESS, ({ payload: { partition, batchSize, lastOffset } }) => {
      this.#isPollEmpty = false;
      // Nothing but control records and aborted ones: kafkajs skips them without a call of `eachBatch`.
      if (batchSize > 0 || this.#sought.has(partition)) return;
      this.#listener.fetched({ partition, fromOffset: undefined, messages: [], nextOffset: Number(lastOffset) + 1 });
    });
  }

  #take({ batch, commitOffsetsIfNecessary, isStale }: EachBatchPayload): void {
    this.#commitOnce = commitOffsetsIfNecessary;
    if (isStale()) return;
    const { fetchedOffset } = batch as unknown as { fetchedOffset: string };
    this.#listener.fetched({
      partition: batch.partition,
      fromOffset: Number(fetchedOffset),
      messages: batch.messages,
      nextOffset: Number(batch.lastOffset()) + 1,
    });
  }
}

/** Java's name of the same assignment, whose members could not join otherwise. What is on the wire is the same. */
const javaAssigner: PartitionAssigner = (config) => ({ ...PartitionAssigners.roundRobin(config), name: 'roundrobin' });
