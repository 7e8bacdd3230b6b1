import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { CompressionCodecs, CompressionTypes } from 'kafkajs';
import { kafkaClient } from '../src/kafka/client.ts';
import { type RunningSource, startSource } from './support/event-source.ts';
import { eventually } from './support/eventually.ts';
import { connect, createTopic, disconnect, producer } from './support/kafka.ts';
import { brokers } from './support/topics.ts';

jest.setTimeout(30_000);
beforeAll(connect);
afterAll(disconnect);

const roomy = { 'max.message.bytes': `${4 * 1024 * 1024}` };

/** Each is one batch of records: many small ones, one that compresses well, one that does not at all. */
const batches: readonly (readonly Buffer[])[] = [
  Array.from({ length: 5000 }, (_, index) => Buffer.from(`{"id":"${index}","seen":${index % 7}}`)),
  [Buffer.from('user '.repeat(600_000))],
  [randomBytes(2_000_000), Buffer.alloc(0), randomBytes(70_000)],
];
const all = batches.flat().map((value) => value.toString('base64'));

test.each(['gzip', 'snappy', 'lz4', 'zstd'])('records that the broker compressed with %s are read', async (codec) => {
  const topic = await createTopic(1, { ...roomy, 'compression.type': codec });
  for (const values of batches) await producer.send({ topic, messages: values.map((value) => ({ value })) });

  await using source = startSource({ mapping: { topic, batchSize: 10_000 } });

  await eventually(() => expect(isWhole(source)).toBe(true));
});

test.each([
  ['Snappy', 'gzip'],
  ['LZ4', 'gzip'],
  ['ZSTD', 'gzip'],
  ['Snappy', 'producer'],
  ['LZ4', 'producer'],
  ['ZSTD', 'producer'],
] as const)('what a client compresses with %s is read by the broker and from a %s topic', async (codec, type) => {
  const topic = await createTopic(1, { ...roomy, 'compression.type': type });
  const compressing = kafkaClient(brokers, 'codecs').producer();
  await compressing.connect();
  const compression = CompressionTypes[codec];
  for (const values of batches) {
    await compressing.send({ topic, compression, messages: values.map((value) => ({ value })) });
  }
  await compressing.disconnect();

  await using source = startSource({ mapping: { topic, batchSize: 10_000 } });

  await eventually(() => expect(isWhole(source)).toBe(true));
});

test('a codec that the process has registered is kept', () => {
  const { [CompressionTypes.Snappy]: before } = CompressionCodecs;
  const own = () => ({ compress: async () => Buffer.alloc(0), decompress: async () => Buffer.alloc(0) });
  CompressionCodecs[CompressionTypes.Snappy] = own;

  kafkaClient(brokers, 'codecs');

  expect(CompressionCodecs[CompressionTypes.Snappy]).toBe(own);
  CompressionCodecs[CompressionTypes.Snappy] = before;
});

/** Not `toEqual`: its message would print megabytes. */
function isWhole({ invocations }: RunningSource): boolean {
  const values = invocations.flatMap(({ event }) => Object.values(event.records).flat()).map(({ value }) => value);
  return values.length === all.length && values.every((value, index) => value === all[index]);
}
