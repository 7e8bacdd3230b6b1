import { createRequire } from 'node:module';
import type { KafkaMessage } from 'kafkajs';

type Header = { readonly key: string; readonly value: Buffer | null };
type HeaderReader = (decoder: unknown) => Header;
type DecoderClass = { prototype: { readVarIntArray?: (reader: HeaderReader) => Header[] } };

const HEADERS = Symbol.for('serverless-offline-msk:headers');

/**
 * kafkajs gathers a record's headers into an object: it merges those of one name and loses the order between names.
 * From now on that object carries the list too, under a symbol, so that others who consume notice nothing.
 *
 * @throws where kafkajs is not built as expected, naming the versions
 */
export function keepHeaderOrder(): void {
  const require = createRequire(import.meta.url);
  const { prototype } = require('kafkajs/src/protocol/decoder') as DecoderClass;
  const readHeader = require('kafkajs/src/protocol/recordBatch/header/v0/decoder') as HeaderReader;
  const { readVarIntArray } = prototype;
  if (typeof readVarIntArray !== 'function') {
    const { version } = require('kafkajs/package.json') as { version: string };
    throw new Error(`kafkajs ${version} decodes records in another way than 2.2: install kafkajs ~2.2.4`);
  }
  if (HEADERS in readVarIntArray) return;

  const readList = function (this: unknown, reader: HeaderReader): Header[] {
    const list = readVarIntArray.call(this as DecoderClass['prototype'], reader);
    return reader === readHeader && list.length > 0 ? reducedWithList(list) : list;
  };
  prototype.readVarIntArray = Object.assign(readList, { [HEADERS]: true });
}

/** kafkajs makes its object from the list with `reduce`. */
function reducedWithList(list: Header[]): Header[] {
  const reduce = (merge: (headers: object, header: Header) => object, headers: object) =>
    Object.defineProperty(Array.prototype.reduce.call(list, merge as never, headers), HEADERS, { value: list });
  return Object.defineProperty(list, 'reduce', { value: reduce });
}

/** The headers in the record's order, duplicate names kept. */
export function orderedHeaders(headers: KafkaMessage['headers']): readonly (readonly [string, Buffer | null])[] {
  const list = (headers as { [HEADERS]?: Header[] } | undefined)?.[HEADERS];
  return list ? list.map(({ key, value }) => [key, value] as const) : [];
}
