import type { SQSClient } from '@aws-sdk/client-sqs';
import { type AwsSettings, clientConfig, requestTimeoutMs } from '../aws-client.ts';
import type { Destination } from '../destination.ts';
import { parseArn } from './arn.ts';
import { toMetadata } from './document.ts';

/** One message a batch, in the queue that the ARN names. */
export function sqsDestination(arn: string, settings: AwsSettings): Destination {
  const { region, resource } = parseArn(arn);
  let client: SQSClient | undefined;

  return {
    async send(batch) {
      const { GetQueueUrlCommand, SendMessageCommand, SQSClient } = await import('@aws-sdk/client-sqs');
      // A queue's URL may name a host that only its server's network knows.
      client ??= new SQSClient({ ...clientConfig('SQS', region, settings), useQueueUrlAsEndpoint: false });
      const inTime = { abortSignal: AbortSignal.timeout(requestTimeoutMs) };
      const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: resource }), inTime);
      await client.send(new SendMessageCommand({ QueueUrl, MessageBody: toMetadata(batch, new Date()) }), inTime);
    },
    async stop() {
      client?.destroy();
    },
  };
}
