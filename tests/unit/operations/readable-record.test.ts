import { expect, test } from '@jest/globals';
import type { MSKRecord } from 'aws-lambda';
import { readableRecord } from '../../../operations/readable-record.ts';
import { mskEvent } from '../../support/msk-event.ts';

test('key, value and headers are text where they are UTF-8, else base64', () => {
  const headers: [string, Buffer][] = [
    ['ce_id', Buffer.from('é')],
    ['bytes', Buffer.from([255])],
  ];
  const { records } = mskEvent({ 'user_created-0': [{ key: Buffer.from([0, 255]), value: '{"é":1}', headers }] });

  const readable = readableRecord(records['user_created-0']?.[0] as MSKRecord);

  expect(readable).toMatchObject({
    topic: 'user_created',
    key: { base64: 'AP8=' },
    value: '{"é":1}',
    headers: [
      { name: 'ce_id', value: 'é' },
      { name: 'bytes', value: { base64: '/w==' } },
    ],
  });
});

test('what a tombstone lacks is not made up', () => {
  const { records } = mskEvent({ 'user_created-0': [{ value: null }] });

  const readable = readableRecord(records['user_created-0']?.[0] as MSKRecord);

  expect(readable).not.toHaveProperty('value');
  expect(readable).not.toHaveProperty('key');
});
