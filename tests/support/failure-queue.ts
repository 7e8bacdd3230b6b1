import { CloudFormationClient, DescribeStackResourceCommand } from '@aws-sdk/client-cloudformation';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { deployedStage } from './capabilities.ts';

/** What Lambda tells of a batch that it gave up. ("Using an Amazon SQS queue … as a failure destination") */
interface FailedBatch {
  readonly requestContext: { readonly condition: string; readonly approximateInvokeCount: number };
  readonly DDBStreamBatchInfo: {
    readonly streamArn: string;
    readonly shardId: string;
    readonly batchSize: number;
    readonly startSequenceNumber: string;
    readonly endSequenceNumber: string;
  };
}

/** Takes what lies in the queue with the logical id `OnFailureQueue`. */
export async function takeFailedBatches(): Promise<FailedBatch[]> {
  const sqs = new SQSClient();
  const queue = { QueueUrl: await queueUrl(), MaxNumberOfMessages: 10, VisibilityTimeout: 600 };
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand(queue));
  return Messages.map(({ Body = '' }) => JSON.parse(Body));
}

async function queueUrl(): Promise<string | undefined> {
  const resource = { StackName: `users-orders-${deployedStage()}`, LogicalResourceId: 'OnFailureQueue' };
  const { StackResourceDetail } = await new CloudFormationClient().send(new DescribeStackResourceCommand(resource));
  return StackResourceDetail?.PhysicalResourceId;
}
