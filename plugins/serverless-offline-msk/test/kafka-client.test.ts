import { expect, test } from '@jest/globals';
import { kafkaClient } from '../src/kafka/client.ts';
import { brokers } from './support/topics.ts';

test('a client that waits for a broker sets no timer to the past', async () => {
  const delays: (number | undefined)[] = [];
  const { setTimeout } = globalThis;
  globalThis.setTimeout = ((callback: () => void, delayMs?: number) => {
    delays.push(delayMs);
    return setTimeout(callback, delayMs);
  }) as typeof setTimeout;

  const admin = kafkaClient(brokers, 'quiet').admin();
  await admin.connect();
  await admin.listTopics();
  await admin.disconnect();

  globalThis.setTimeout = setTimeout;
  expect(delays.length).toBeGreaterThan(0);
  expect(delays.filter((delayMs) => (delayMs ?? 0) < 0)).toEqual([]);
});
