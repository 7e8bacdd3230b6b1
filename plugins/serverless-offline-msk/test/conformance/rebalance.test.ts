import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { allValues, startSource, valuesOf } from '../support/event-source.ts';
import { eventually } from '../support/eventually.ts';
import { committed, connect, createTopic, disconnect, members, produce } from '../support/kafka.ts';
import { newKafka } from '../support/topics.ts';

jest.setTimeout(60_000);
beforeAll(connect);
afterAll(disconnect);

test('an invocation that outlasts the session keeps the membership', async () => {
  const topic = await createTopic();
  await produce(topic, { 0: ['long'] });
  await using source = startSource({ mapping: { topic, consumerGroupId: topic }, handler: () => delay(10_000) });
  await eventually(() => expect(source.invocations).toHaveLength(1));
  const [member] = await members(topic);

  await eventually(async () => expect(await committed(topic, topic)).toEqual({ 0: 1 }), { withinMs: 30_000 });

  expect((await members(topic)).map(({ memberId }) => memberId)).toEqual([member?.memberId]);
  expect(source.invocations).toHaveLength(1);
});

test('a rebalance repeats nothing of the partitions that stay, and commits nothing of those that go', async () => {
  const topic = await createTopic(2);
  await produce(topic, { 0: ['a'], 1: ['b'] });
  const gate = Promise.withResolvers<void>();
  await using source = startSource({
    mapping: { topic, consumerGroupId: topic, batchingWindowMs: 1000 },
    handler: (_, index) => (index === 0 ? gate.promise : undefined),
  });
  await eventually(() => expect(allValues(source)).toEqual([['a', 'b']]));
  await produce(topic, { 0: ['a2'], 1: ['b2'] });
  const other = newKafka().consumer({ groupId: topic, maxWaitTimeInMs: 100 });
  const theirs: string[] = [];
  await other.connect();
  await other.subscribe({ topics: [topic], fromBeginning: true });
  const assigned = new Promise<readonly number[]>((resolve) =>
    other.on(other.events.GROUP_JOIN, ({ payload }) => resolve(payload.memberAssignment[topic] ?? [])),
  );
  await other.run({
    autoCommit: false,
    eachMessage: async ({ message }) => {
      theirs.push(String(message.value));
    },
  });
  const [lost = -1] = await assigned;
  const kept = 1 - lost;
  await eventually(() => expect(theirs).toEqual(lost === 0 ? ['a', 'a2'] : ['b', 'b2']));

  gate.resolve();

  await eventually(async () => expect(await committed(topic, topic)).toEqual({ [kept]: 2 }));
  expect(source.invocations.slice(1).map(({ event }) => valuesOf(event))).toEqual([
    { [`${topic}-${kept}`]: [kept === 0 ? 'a2' : 'b2'] },
  ]);
  await other.disconnect();
});

test('what a partition has in its buffer is not sent once another member has it', async () => {
  const topic = await createTopic(2);
  await produce(topic, { 0: ['a'], 1: ['b'] });
  await using source = startSource({
    mapping: { topic, consumerGroupId: topic, batchingWindowMs: 20_000 },
  });
  await eventually(() => expect(source.facts.filter(({ name }) => name === 'filtered')).toHaveLength(2));

  const second = startSource({ mapping: { topic, consumerGroupId: topic } });
  await eventually(() => expect(second.messages).toContainEqual(expect.stringContaining('ready')));
  // Else it says nothing: all was sent before there was a second member.
  expect(source.invocations).toEqual([]);

  await eventually(async () => expect(await committed(topic, topic)).toEqual({ 0: 1, 1: 1 }), { withinMs: 40_000 });
  const delivered = [...allValues(source), ...allValues(second)].flat();
  expect(delivered.sort()).toEqual(['a', 'b']);
  await second.stop();
}, 90_000);
