import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { startSource } from './support/event-source.ts';
import { eventually } from './support/eventually.ts';
import { startOwnBroker } from './support/own-broker.ts';
import { newKafka } from './support/topics.ts';

test('a problem that is over at the next try is not worth a message', async () => {
  const source = startSource({ settings: { brokers: ['127.0.0.1:1'] } });
  const failures = () => source.facts.filter(({ name }) => name === 'polling-failed');

  await eventually(() => expect(failures()).toHaveLength(1));
  expect(source.messages).toEqual([]);

  await eventually(() => expect(failures()).toHaveLength(2));
  expect(source.messages).toEqual([expect.stringContaining('polling t on 127.0.0.1:1 failed')]);
  await source.stop();
}, 40_000);

test('a commit that takes all its time leaves time for leaving the group', async () => {
  await using broker = await startOwnBroker();
  const kafka = newKafka({ brokers: broker.brokers });
  const admin = kafka.admin();
  const producer = kafka.producer();
  await Promise.all([admin.connect(), producer.connect()]);
  await admin.createTopics({ topics: [{ topic: 't' }] });
  await producer.send({ topic: 't', messages: [{ value: 'a' }] });
  const gate = Promise.withResolvers<void>();
  const source = startSource({ settings: { brokers: broker.brokers }, handler: () => gate.promise });
  await eventually(() => expect(source.invocations).toHaveLength(1));

  await broker.service.suspend();
  gate.resolve();
  const stopped = source.stop();
  await delay(2500);
  await broker.service.resume();
  await stopped;

  const { groups } = await admin.describeGroups([source.mapping.consumerGroupId]);
  expect(groups[0]?.members).toEqual([]);
  await Promise.all([admin.disconnect(), producer.disconnect()]);
}, 90_000);
