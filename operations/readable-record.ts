import type { MSKRecord } from 'aws-lambda';

/** The record with key, value and headers as text where they are UTF-8; else in base64, and said so. */
export const readableRecord = ({ key, value, headers, ...record }: Partial<MSKRecord>) => ({
  ...record,
  ...(key != null && { key: readable(Buffer.from(key, 'base64')) }),
  ...(value != null && { value: readable(Buffer.from(value, 'base64')) }),
  headers: (headers ?? []).flatMap((header) =>
    Object.entries(header).map(([name, bytes]) => ({ name, value: readable(Buffer.from(bytes)) })),
  ),
});

function readable(bytes: Buffer): string | { base64: string } {
  try {
    return utf8.decode(bytes);
  } catch {
    return { base64: bytes.toString('base64') };
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
