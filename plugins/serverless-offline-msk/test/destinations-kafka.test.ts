import { connect } from 'node:net';
import { expect, test } from '@jest/globals';
import type { ISocketFactory } from 'kafkajs';
import type { Destination, FailedBatch, PartialDelivery } from '../src/destination.ts';
import { createDestination } from '../src/destinations/create.ts';
import { newFailedBatch, newMapping, newRecord } from './support/failed-batch.ts';
import { startOwnBroker } from './support/own-broker.ts';
import { newKafka, newTopic, readAll } from './support/topics.ts';

test('each record is a message with the record’s own key', async () => {
  const kafka = newKafka();
  const topic = await newTopic(kafka);
  const records = [newRecord({ offset: 4, key: Buffer.from([0xff, 0]) }), newRecord({ offset: 5, key: null })];
  const destination = topicDestination(kafka, topic);

  await destination?.send(newFailedBatch({ records }));

  const messages = await readAll(kafka, topic);
  expect(messages.map(({ key, headers }) => ({ key, headers }))).toEqual([
    { key: Buffer.from([0xff, 0]), headers: {} },
    { key: null, headers: {} },
  ]);
  expect(messages.map(offsetInDocument)).toEqual(['4', '5']);
});

test('records with one key go to one partition', async () => {
  const kafka = newKafka();
  const topic = await newTopic(kafka, 3);
  const records = [0, 1, 2, 3].map((offset) => newRecord({ offset, key: Buffer.from('ada') }));
  const destination = topicDestination(kafka, topic);

  await destination?.send(newFailedBatch({ records }));

  expect((await readAll(kafka, topic)).map(offsetInDocument)).toEqual(['0', '1', '2', '3']);
});

test('more than a topic takes at once comes whole', async () => {
  const kafka = newKafka();
  const topic = await newTopic(kafka);
  const records = Array.from({ length: 200 }, (_, offset) => newRecord({ offset, value: Buffer.alloc(10_000) }));

  await topicDestination(kafka, topic)?.send(newFailedBatch({ records }));

  const offsets = records.map(({ offset }) => String(offset));
  expect((await readAll(kafka, topic)).map(offsetInDocument)).toEqual(offsets);
});

test('a message that is too large keeps back none of the others, which come once', async () => {
  const kafka = newKafka();
  const topic = await newTopic(kafka);
  const sizes = [10, 500_000, 1_500_000, 1_500_000, 10];
  const records = sizes.map((size, offset) => newRecord({ offset, value: Buffer.alloc(size) }));

  const failure = await topicDestination(kafka, topic)
    ?.send(newFailedBatch({ records }))
    .catch((error: PartialDelivery) => error);

  expect(failure?.undelivered.map(({ offset }) => offset)).toEqual([2, 3]);
  expect((await readAll(kafka, topic)).map(offsetInDocument)).toEqual(['0', '1', '4']);
});

test('a topic with a low limit gets what fits into it, once', async () => {
  const kafka = newKafka();
  const topic = await newTopic(kafka, 1, { 'max.message.bytes': '5000' });
  const records = [10, 10_000, 10].map((size, offset) => newRecord({ offset, value: Buffer.alloc(size) }));

  const failure = await topicDestination(kafka, topic)
    ?.send(newFailedBatch({ records }))
    .catch((error: PartialDelivery) => error);

  expect(failure?.undelivered.map(({ offset }) => offset)).toEqual([1]);
  expect((await readAll(kafka, topic)).map(offsetInDocument)).toEqual(['0', '2']);
});

test('a topic that does not exist is an error and is not made', async () => {
  const kafka = newKafka();
  const destination = topicDestination(kafka, 'no-such-topic');

  await expect(destination?.send(newFailedBatch())).rejects.toThrow('This server does not host this topic-partition');
});

test('a broker that stands still inside a send loses none of the records that follow', async () => {
  await using broker = await startOwnBroker();
  const kafka = newKafka({ brokers: broker.brokers });
  const topic = await newTopic(kafka);
  const socketFactory = beforeFirstProduce(() => broker.service.suspend());
  const impatient = newKafka({ brokers: broker.brokers, requestTimeout: 500, connectionTimeout: 500, socketFactory });
  const destination = topicDestination(impatient, topic);
  await expect(destination?.send(batchOf(0))).rejects.toThrow();

  await broker.service.resume();
  for (const offset of [1, 2, 0]) await sendUntilDelivered(destination, batchOf(offset));

  const messages = await readAll(kafka, topic);
  expect(new Set(messages.map(offsetInDocument))).toEqual(new Set(['0', '1', '2']));
}, 60_000);

const topicDestination = (kafka: ReturnType<typeof newKafka>, topic: string) =>
  createDestination(newMapping({ onFailureDestination: { kind: 'kafka', topic } }), { kafka, aws: {} });

/** As the source does: a broker that has just woken up is slow. */
async function sendUntilDelivered(destination: Destination | undefined, batch: FailedBatch): Promise<void> {
  for (let tries = 3; tries > 0; tries--) {
    try {
      return await destination?.send(batch);
    } catch (error) {
      if (tries === 1) throw error;
    }
  }
}

const batchOf = (offset: number) => newFailedBatch({ records: [newRecord({ offset })] });

const offsetInDocument = ({ value }: { value: Buffer | null }): string =>
  JSON.parse(String(value)).KafkaBatchInfo.recordInfo.offset;

/** A request starts with its length and the number of its API; Produce is 0. */
function beforeFirstProduce(action: () => Promise<void>): ISocketFactory {
  let done = false;
  return ({ host, port, onConnect }) => {
    const socket = connect(port, host, onConnect);
    const write = socket.write.bind(socket);
    socket.write = (request: Buffer) => {
      if (done || request.readInt16BE(4) !== 0) return write(request);
      done = true;
      void action().then(() => write(request));
      return true;
    };
    return socket;
  };
}
