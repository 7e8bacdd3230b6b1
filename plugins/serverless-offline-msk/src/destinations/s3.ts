import { randomUUID } from 'node:crypto';
import type { S3Client } from '@aws-sdk/client-s3';
import { type AwsSettings, clientConfig, requestTimeoutMs } from '../aws-client.ts';
import type { Destination, FailedBatch } from '../destination.ts';
import { topicPartition } from '../record.ts';
import { parseArn } from './arn.ts';
import { toMetadataWithPayload } from './document.ts';

/** One object a batch, in the bucket that the ARN names. */
export function s3Destination(arn: string, settings: AwsSettings): Destination {
  const Bucket = parseArn(arn).resource;
  let client: S3Client | undefined;

  return {
    async send(batch) {
      const { PutObjectCommand, S3Client } = await import('@aws-sdk/client-s3');
      // A bucket's ARN has no region: the function's is taken.
      const config = clientConfig('S3', parseArn(batch.mapping.function.arn).region, settings);
      client ??= new S3Client({ ...config, forcePathStyle: 'endpoint' in config });
      const now = new Date();
      const object = { Key: objectKey(batch, now), Body: toMetadataWithPayload(batch, now) };
      const put = new PutObjectCommand({ Bucket, ...object, ContentType: 'application/json' });
      await client.send(put, { abortSignal: AbortSignal.timeout(requestTimeoutMs) });
    },
    async stop() {
      client?.destroy();
    },
  };
}

/**
 * Undocumented for Kafka: streams have this form, with the shard's id where the first partition stands
 * (Lambda guide, "Retain discarded batch records for a Kinesis Data Streams event source").
 */
export function objectKey({ mapping, records: [first] }: FailedBatch, at: Date, id = randomUUID()): string {
  const iso = at.toISOString();
  const day = iso.slice(0, 10).replaceAll('-', '/');
  const second = iso.slice(0, 19).replaceAll(':', '.');
  return `aws/lambda/${mapping.uuid}/${first && topicPartition(first)}/${day}/${second}-${id}`;
}
