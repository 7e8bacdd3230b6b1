import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { ConsumerConfig, Kafka, PartitionAssigner } from 'kafkajs';
import { type Fetch, GroupMember, type MemberListener } from '../src/kafka/group-member.ts';
import { connect, createTopic, disconnect, members } from './support/kafka.ts';
import { newKafka } from './support/topics.ts';

jest.setTimeout(30_000);
beforeAll(connect);
afterAll(disconnect);

test('a commit that kafkajs does not send is an error', async () => {
  const topic = await createTopic();
  const { member, joined } = newMember(newKafka(), topic);
  // While kafkajs tells of a join it does not run yet.
  const commit = joined.then(() => member.commit([{ partition: 0, offset: 0, records: 0 }]));
  commit.catch(() => {});

  await member.join();

  await expect(commit).rejects.toThrow('not sent');
  await member.leave();
});

test('a member whose assigner has the name that Java uses is in the same group', async () => {
  const topic = await createTopic(2);
  const { member, joined } = newMember(newKafka(), topic);
  await member.join();
  await joined;
  const other = newKafka().consumer({ groupId: topic, partitionAssigners: [java] });
  await other.connect();
  await other.subscribe({ topics: [topic] });
  const theirs = new Promise<readonly number[] | undefined>((resolve, reject) => {
    other.on(other.events.GROUP_JOIN, ({ payload }) => resolve(payload.memberAssignment[topic]));
    other.on(other.events.CRASH, ({ payload }) => reject(payload.error));
  });

  await other.run({ eachMessage: async () => {} });

  expect(await theirs).toHaveLength(1);
  expect(await members(topic)).toHaveLength(2);
  await Promise.all([other.disconnect(), member.leave()]);
});

test.each([
  ['one request to join', ['m'], [true]],
  ['two requests to join: the first may have made a generation that went to others', ['m', 'm'], [false]],
])('after %s', (_, requests, expected) => {
  const { consumer, generations } = newFakeMember();
  consumer.join('m', 1);

  consumer.join('m', requests.length);

  expect(generations).toEqual([false, ...expected]);
});

test('a member with a new id has missed generations', () => {
  const { consumer, generations } = newFakeMember();

  consumer.join('m', 1);
  consumer.join('n', 1);

  expect(generations).toEqual([false, false]);
});

test('control records of a fetch from before a seek are not taken', () => {
  const { member, consumer, fetches } = newFakeMember();
  member.seek(0, 5);

  consumer.emit('start_batch', { payload: { partition: 0, batchSize: 0, lastOffset: '100' } });
  consumer.emit('fetch_start');
  consumer.emit('start_batch', { payload: { partition: 0, batchSize: 0, lastOffset: '6' } });

  expect(fetches.map(({ nextOffset }) => nextOffset)).toEqual([7]);
});

function newMember(kafka: Kafka, topic: string) {
  const { promise: joined, resolve } = Promise.withResolvers<void>();
  const listener: MemberListener = { joined: () => resolve(), fetched: () => {}, fetchedNothing: () => {} };
  return { member: new GroupMember({ kafka, groupId: topic, topic, fromBeginning: true }, listener), joined };
}

/** A member of a client that only says what the test says: no broker brings these moments about. */
function newFakeMember() {
  const consumer = new FakeConsumer();
  const generations: boolean[] = [];
  const fetches: Fetch[] = [];
  const kafka = {
    consumer: ({ partitionAssigners }: ConsumerConfig) => {
      consumer.assigners = partitionAssigners ?? [];
      return consumer;
    },
  } as unknown as Kafka;
  const listener: MemberListener = {
    joined: (_, isUnbroken) => void generations.push(isUnbroken),
    fetched: (fetch) => void fetches.push(fetch),
    fetchedNothing: () => {},
  };
  const member = new GroupMember({ kafka, groupId: randomUUID(), topic: 't', fromBeginning: true }, listener);
  return { member, consumer, generations, fetches };
}

class FakeConsumer extends EventEmitter {
  readonly events = {
    CRASH: 'crash',
    GROUP_JOIN: 'join',
    FETCH_START: 'fetch_start',
    START_BATCH_PROCESS: 'start_batch',
    COMMIT_OFFSETS: 'commit',
  };
  assigners: readonly PartitionAssigner[] = [];
  seek(): void {}

  /** kafkajs asks each assigner for its protocol with each request. */
  join(memberId: string, requests: number): void {
    const assigners = this.assigners.map((create) => create({} as Parameters<PartitionAssigner>[0]));
    for (let request = 0; request < requests; request++) {
      for (const assigner of assigners) assigner.protocol({ topics: ['t'] });
    }
    this.emit('join', { payload: { memberId, memberAssignment: { t: [0] } } });
  }
}

/** Kafka's `RoundRobinAssignor` as a Java client offers it: the consumer protocol in version 1. */
const java: PartitionAssigner = () => ({
  name: 'roundrobin',
  version: 1,
  protocol: ({ topics: [topic = ''] }) => {
    const [version, count, length, noUserData, noPartitions] = [
      Buffer.alloc(2),
      Buffer.alloc(4),
      Buffer.alloc(2),
      Buffer.alloc(4),
      Buffer.alloc(4),
    ];
    version.writeInt16BE(1);
    count.writeInt32BE(1);
    length.writeInt16BE(topic.length);
    noUserData.writeInt32BE(-1);
    return {
      name: 'roundrobin',
      metadata: Buffer.concat([version, count, length, Buffer.from(topic), noUserData, noPartitions]),
    };
  },
  assign: async () => {
    throw new Error('the member that was there first leads the group');
  },
});
