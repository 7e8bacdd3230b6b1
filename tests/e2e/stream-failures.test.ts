// What becomes of an item that publish can't announce, where a stream's mapping gives it up after two retries.
import { expect } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { createUser } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { takeFailedBatches } from '../support/failure-queue.ts';
import { functionLog } from '../support/function-log.ts';
import { needs } from '../support/needs.ts';
import { readRecord } from '../support/stream.ts';
import { writeUsers } from '../support/tables.ts';
import { readTopic } from '../support/topic.ts';

const test = needs('failure destinations');

const someone = () => ({ id: uuidv7(), email: 'ada@example.com', name: 'Ada', created_at: new Date().toISOString() });
const noUser = () => ({ id: uuidv7() });

async function timesAnnounced({ id }: { id: string }): Promise<number> {
  const messages = await readTopic(process.env.KAFKA_BROKERS ?? '', 'user_created');
  return messages.filter(({ key }) => key?.toString() === id).length;
}

test('it is tried three times and told to the failure queue; what came before is announced once, what comes later too', async () => {
  const [before, poison] = [someone(), noUser()];

  await writeUsers(before, poison);

  const record = await eventually(() => readRecord(`USER#${poison.id}`));
  const batch = await eventually(
    async () => {
      const batches = await takeFailedBatches();
      const told = batches.find(({ DDBStreamBatchInfo: info }) => info.startSequenceNumber === record.sequenceNumber);
      expect(told).toBeDefined();
      return told;
    },
    { withinMs: 60_000, everyMs: 500 },
  );
  expect(batch).toMatchObject({
    requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 3 },
    DDBStreamBatchInfo: { ...record.stream, batchSize: 1, endSequenceNumber: record.sequenceNumber },
  });
  const later = await createUser();
  await eventually(async () => expect(await timesAnnounced(later)).toBe(1));
  expect(await timesAnnounced(before)).toBe(1);
  expect(await functionLog('usersPublish')).toContain(`Record ${record.sequenceNumber} can't be announced`);
}, 120_000);
