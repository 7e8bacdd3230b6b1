import { expect, test } from '@jest/globals';
import type { Admin, KafkaMessage } from 'kafkajs';
import type { PartitionState } from '../src/core/partition.ts';
import { Assignment } from '../src/kafka/assignment.ts';
import type { GroupMember } from '../src/kafka/group-member.ts';
import { newDispatcher } from './core/new-dispatcher.ts';
import { eventually } from './support/eventually.ts';
import { newMapping } from './support/failed-batch.ts';

const MB = 1_000_000;

test.each([
  ['JSON', { count: 1, bytes: MB }],
  ['records', { count: 2000, bytes: 1 }],
])('a partition with its buffer full of %s is not fetched, after it was begun anew too', async (_, fetch) => {
  await using world = await startAssignment();
  world.fetchUntilPaused(fetch);

  world.assignment.joined([0], false);
  await eventually(() => expect(world.paused).toEqual(new Set()));

  world.fetchUntilPaused(fetch);
});

test.each([
  ['keeps what it has where the member missed no generation', true, 7],
  ['reads from the committed offset where others may have read on', false, 2],
])('a rejoin %s', async (_, isUnbroken, position) => {
  await using world = await startAssignment();
  world.fetch({ count: 7, bytes: 1 });
  world.committed = 2;
  world.dispatcher.committed(0, 3);

  world.assignment.joined([0], isUnbroken);
  await eventually(() => expect(world.paused).toEqual(new Set()));

  expect(world.partition.position).toBe(position);
});

test('what is known of a topic is forgotten with it', async () => {
  await using world = await startAssignment();
  world.fetch({ count: 3, bytes: 1 });

  world.assignment.forget();
  world.assignment.joined([0], false);

  await eventually(() => expect(world.partition).toMatchObject({ position: 0, pending: [] }));
});

test('records that wait do not hold the answer in which they came', async () => {
  await using world = await startAssignment();
  const response = Buffer.alloc(MB);

  world.assignment.fetched({
    partition: 0,
    fromOffset: 0,
    messages: [message(0, response.subarray(0, 9), response.subarray(9, 18))],
    nextOffset: 1,
  });

  const [pending] = world.partition.pending;
  expect(pending?.record.value).toEqual(Buffer.alloc(9));
  expect(pending?.record.value?.buffer).not.toBe(response.buffer);
  expect(pending?.record.key?.buffer).not.toBe(response.buffer);
});

/** An assignment of partition 0 with the group and the broker in memory: no real ones bring these moments about. */
async function startAssignment() {
  const abort = new AbortController();
  const dispatcher = newDispatcher();
  const world = {
    dispatcher,
    paused: new Set<number>(),
    /** The group's offset on the broker. */
    committed: -1,
    get partition() {
      return dispatcher.partition(0) as PartitionState;
    },
    fetch({ count, bytes }: { count: number; bytes: number }) {
      const from = world.partition.position;
      const messages = Array.from({ length: count }, (_, index) => message(from + index, Buffer.alloc(bytes), null));
      world.assignment.fetched({ partition: 0, fromOffset: from, messages, nextOffset: from + count });
    },
    /** @throws where the buffer grows without end */
    fetchUntilPaused(fetch: { count: number; bytes: number }) {
      for (let fetches = 0; fetches < 30; fetches++) {
        world.fetch(fetch);
        if (world.paused.has(0)) return;
      }
      throw new Error('never paused');
    },
    assignment: undefined as unknown as Assignment,
    [Symbol.asyncDispose]: async () => abort.abort(),
  };
  const member = {
    isJoining: false,
    seek: () => {},
    pause: (partitions: readonly number[]) => void partitions.forEach((partition) => void world.paused.add(partition)),
    resume: (partitions: readonly number[]) =>
      void partitions.forEach((partition) => void world.paused.delete(partition)),
    commit: async () => {},
  } as unknown as GroupMember;
  const admin = {
    fetchTopicOffsets: async () => [{ partition: 0, low: '0', high: '1000000', offset: '1000000' }],
    fetchOffsets: async () => [{ topic: 't', partitions: [{ partition: 0, offset: String(world.committed) }] }],
  } as unknown as Admin;
  const log = { error: () => {}, warning: () => {}, notice: () => {}, debug: () => {} };
  const options = { mapping: newMapping(), dispatcher, filter: () => true, log, now: Date.now };
  world.assignment = new Assignment(options, admin, abort.signal);
  world.assignment.attach(member);
  world.assignment.joined([0], false);
  await eventually(() => expect(world.partition.position).toBe(0));
  await eventually(() => expect(world.paused).toEqual(new Set()));
  return world;
}

const message = (offset: number, value: Buffer, key: Buffer | null) =>
  ({ offset: String(offset), timestamp: '1', key, value, headers: {} }) as unknown as KafkaMessage;
