import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { zstdCompress, zstdDecompress } from 'node:zlib';
import snappyjs from 'snappyjs';

/** Node finds only some of kafkajs's names when it is imported. */
const require = createRequire(import.meta.url);
const { CompressionCodecs, CompressionTypes, KafkaJSNotImplemented } = require('kafkajs') as typeof import('kafkajs');

/** As kafkajs calls them: it hands over its encoder, of which the buffer is to be compressed. */
interface Codec {
  compress(encoder: { readonly buffer: Buffer }): Promise<Buffer>;
  decompress(buffer: Buffer): Promise<Buffer>;
}

/**
 * kafkajs reads gzip only, while Lambda's pollers read all that Kafka has. From now on it reads and writes Snappy, LZ4
 * and Zstandard too. A codec that the process has registered stays.
 */
export function registerCodecs(): void {
  for (const [type, codec] of codecs) {
    if (isMissing(CompressionCodecs[type])) CompressionCodecs[type] = () => codec;
  }
}

/** kafkajs has a function for each type, which throws where there is no codec. */
function isMissing(codec: () => unknown): boolean {
  try {
    codec();
    return false;
  } catch (error) {
    return error instanceof KafkaJSNotImplemented;
  }
}

const zstd = { compress: promisify(zstdCompress), decompress: promisify(zstdDecompress) };

const codecs: readonly (readonly [keyof typeof CompressionCodecs, Codec])[] = [
  [
    CompressionTypes.Snappy,
    {
      compress: async ({ buffer }) => snappyjs.compress(buffer),
      decompress: async (buffer) => Buffer.concat(snappyBlocks(buffer).map((block) => snappyjs.uncompress(block))),
    },
  ],
  [
    CompressionTypes.LZ4,
    {
      compress: async ({ buffer }) => lz4().compressFrame(buffer),
      decompress: async (buffer) => lz4().decompressFrame(buffer),
    },
  ],
  [CompressionTypes.ZSTD, { compress: ({ buffer }) => zstd.compress(buffer), decompress: zstd.decompress }],
];

/** Loaded when it is needed: it is native, and a rare platform may have no binary. */
const lz4 = () => require('lz4-napi') as typeof import('lz4-napi');

const XERIAL_MAGIC = Buffer.from('\x82SNAPPY\0', 'latin1');
const XERIAL_HEADER_BYTES = 16;

/**
 * Java clients and brokers write blocks of 32 KB, each after its length, in the framing of xerial's snappy-java: its
 * magic bytes and two versions come first. Others write one block without a framing.
 */
function snappyBlocks(buffer: Buffer): Buffer[] {
  if (!buffer.subarray(0, XERIAL_MAGIC.length).equals(XERIAL_MAGIC)) return [buffer];
  const blocks: Buffer[] = [];
  for (let start = XERIAL_HEADER_BYTES; start < buffer.length; ) {
    const end = start + 4 + buffer.readUInt32BE(start);
    blocks.push(buffer.subarray(start + 4, end));
    start = end;
  }
  return blocks;
}
