import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newUser, toUserCreated, type User } from '../../functions/users/user.ts';
import { createTopics } from '../../stack/topics.ts';
import { eventually } from '../support/eventually.ts';
import { invoke } from '../support/invoke.ts';
import { startOwnBroker } from '../support/own-broker.ts';
import { streamEvent } from '../support/stream-event.ts';
import { readTopic } from '../support/topic.ts';

// A broker of its own, since it is stopped in the middle of a send.
let broker: Awaited<ReturnType<typeof startOwnBroker>> | undefined;
let brokers: string;

beforeAll(async () => {
  broker = await startOwnBroker();
  brokers = broker.brokers.join();
  process.env.KAFKA_BROKERS = brokers;
  await createTopics(broker.settings);
}, 120_000);

afterAll(() => broker?.[Symbol.asyncDispose]());

const someone = (email: string) => newUser({ email, name: 'Ada' });

const publish = (...users: User[]) => invoke('usersPublish', streamEvent(users));

const published = async () =>
  (await readTopic(brokers, 'user_created')).map(({ value }) => JSON.parse(value?.toString() ?? ''));

// First, while no connection is kept.
test('a broker that takes connections and never answers is not left with one of each attempt', async () => {
  const silent = createServer((socket) => socket.resume()).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  process.env.KAFKA_BROKERS = `127.0.0.1:${(silent.address() as AddressInfo).port}`;

  try {
    await expect(publish(someone('silent@example.com'))).rejects.toThrow();

    const connections = () => new Promise((resolve) => silent.getConnections((_, count) => resolve(count)));
    await eventually(async () => expect(await connections()).toBe(0));
  } finally {
    process.env.KAFKA_BROKERS = brokers;
    silent.close();
  }
}, 60_000);

test('a broker that stands still inside a send costs no event, neither that one nor a later one', async () => {
  // One key, so one partition: kafkajs would give the later event the sequence number of the one that failed.
  const { id } = someone('before@x.com');
  const [before, during, after] = ['before', 'during', 'after'].map((name) =>
    newUser({ email: `${name}@x.com`, name }, id),
  ) as [User, User, User];
  await publish(before);

  await broker?.service.suspend();
  await eventually(() => expect(publish(during)).rejects.toThrow());
  await broker?.service.resume();
  await publish(after);
  await publish(during);

  // A broker that stood still for long has to become the leader again.
  await eventually(async () =>
    expect(await published()).toEqual(expect.arrayContaining([before, during, after].map(toUserCreated))),
  );
}, 60_000);

test('a broker that is away fails the batch, and the same batch passes once it is back', async () => {
  const ada = someone('away@example.com');
  await broker?.service.kill();

  await expect(publish(ada)).rejects.toThrow();

  await broker?.service.restart();
  await publish(ada);
  await eventually(async () => expect(await published()).toContainEqual(toUserCreated(ada)));
}, 60_000);
