import type { MSKRecord } from 'aws-lambda';

/** What of a record lies in its head as bytes. */
type ParkedBytes = {
  key?: Uint8Array;
  value?: Uint8Array;
  headers: { name: string; value: Uint8Array }[];
};

/** Lambda gives a header's bytes as signed numbers; an absent key or value is an absent attribute. */
export const rawBytes = ({ key, value, headers }: Partial<MSKRecord>): ParkedBytes => ({
  ...(key != null && { key: Buffer.from(key, 'base64') }),
  ...(value != null && { value: Buffer.from(value, 'base64') }),
  headers: (headers ?? []).flatMap((header) =>
    Object.entries(header).map(([name, bytes]) => ({ name, value: Buffer.from(bytes) })),
  ),
});

/** What Lambda delivered, of the head of a record that was not too large for it; the timestamp's type is not kept. */
export function toRecord(head: Record<string, unknown>): MSKRecord {
  const { topic, partition, offset, timestamp } = head;
  const { key, value, headers } = head as ParkedBytes;
  return {
    ...{ topic, partition, offset, timestamp },
    ...(key && { key: base64(key) }),
    ...(value && { value: base64(value) }),
    headers: headers.map(({ name, value }) => ({ [name]: [...new Int8Array(value)] })),
  } as unknown as MSKRecord;
}

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
