import { createHash } from 'node:crypto';

/** The same UUID (version 5's form) for the same parts. */
export function stableUuid(...parts: readonly unknown[]): string {
  const bytes = createHash('sha1').update(JSON.stringify(parts)).digest();
  bytes[6] = (bytes.readUInt8(6) & 0x0f) | 0x50;
  bytes[8] = (bytes.readUInt8(8) & 0x3f) | 0x80;
  return bytes.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
