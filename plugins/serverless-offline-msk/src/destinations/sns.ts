import type { SNSClient } from '@aws-sdk/client-sns';
import { type AwsSettings, clientConfig, requestTimeoutMs } from '../aws-client.ts';
import type { Destination } from '../destination.ts';
import { parseArn } from './arn.ts';
import { toMetadata } from './document.ts';

/** One notification a batch, to the topic that the ARN names. */
export function snsDestination(arn: string, settings: AwsSettings): Destination {
  let client: SNSClient | undefined;

  return {
    async send(batch) {
      const { PublishCommand, SNSClient } = await import('@aws-sdk/client-sns');
      client ??= new SNSClient(clientConfig('SNS', parseArn(arn).region, settings));
      const notification = new PublishCommand({ TopicArn: arn, Message: toMetadata(batch, new Date()) });
      await client.send(notification, { abortSignal: AbortSignal.timeout(requestTimeoutMs) });
    },
    async stop() {
      client?.destroy();
    },
  };
}
