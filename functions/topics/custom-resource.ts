// CloudFormation's Custom::KafkaTopics → topicsCreate. Outside the VPC, so that its answer needs no way out of there.
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { CloudFormationCustomResourceEvent, CloudFormationCustomResourceResponse } from 'aws-lambda';
import { environment } from '../shared/environment.ts';
import { logger } from '../shared/logger.ts';

/** Whatever happens, CloudFormation is told: it would wait for the resource's `ServiceTimeout` otherwise. */
export async function handler(event: CloudFormationCustomResourceEvent): Promise<void> {
  try {
    // With the stack no topic goes: its records may be all that is left of an event.
    if (event.RequestType !== 'Delete') await createTopics(event.ResourceProperties.Topics);
    await answer(event, { Status: 'SUCCESS' });
  } catch (error) {
    logger.error('The topics could not be created', { error });
    await answer(event, { Status: 'FAILED', Reason: `Kafka topics: ${(error as Error).message}`.slice(0, 1_000) });
  }
}

async function createTopics(topics: unknown): Promise<void> {
  const { FunctionError, Payload } = await new LambdaClient({ maxAttempts: 2 }).send(
    new InvokeCommand({
      FunctionName: environment('TOPICS_CREATE_FUNCTION'),
      Payload: Buffer.from(JSON.stringify({ topics })),
    }),
  );
  if (FunctionError) throw new Error(JSON.parse(Payload?.transformToString() || '{}').errorMessage ?? FunctionError);
}

/** CloudFormation guide, "Custom resource response objects"; a body over 4096 bytes would not be taken. */
async function answer(
  { StackId, RequestId, LogicalResourceId, ResponseURL }: CloudFormationCustomResourceEvent,
  result: { Status: 'SUCCESS' } | { Status: 'FAILED'; Reason: string },
): Promise<void> {
  const body: CloudFormationCustomResourceResponse = {
    ...{ StackId, RequestId, LogicalResourceId, PhysicalResourceId: 'kafka-topics' },
    ...(result.Status === 'FAILED' ? result : { ...result, Data: {} }),
  };
  // Bytes, which get no content type: the URL is signed without one.
  const { ok, status } = await fetch(ResponseURL, { method: 'PUT', body: Buffer.from(JSON.stringify(body)) });
  if (!ok) throw new Error(`CloudFormation refused the answer with status ${status}`);
}
