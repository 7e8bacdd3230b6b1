import { arn, attribute, cluster, functionArn, kafkaArn, type Value } from './arns.ts';
import type { Deployment } from './deployment.ts';

/** What a statement depends on beyond the template: the names of functions, and the parameters. */
export interface Context extends Pick<Deployment, 'pollers' | 'scramSecret'> {
  /** The name of the role's own function, or of the function with that key. */
  functionName(key?: string): string;
}

/** One or more statements of an IAM policy. */
export type Statement = PolicyStatement | ((context: Context) => readonly PolicyStatement[]);

export interface PolicyStatement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: readonly string[];
  readonly Resource: Value | readonly Value[];
  readonly Condition?: object;
}

const allow = (Action: readonly string[], Resource: Value | readonly Value[]): PolicyStatement => ({
  Effect: 'Allow',
  Action,
  Resource,
});

/** A function's own log group. */
export const writeLogs = (logGroup: string): Statement =>
  allow(['logs:CreateLogStream', 'logs:PutLogEvents'], attribute(logGroup, 'Arn'));

/** AWS X-Ray has no resources for these ("Actions, resources, and condition keys for AWS X-Ray"). */
export const trace: Statement = allow(['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], '*');

/** A transaction of puts needs `PutItem` ("IAM policies for DynamoDB transactions"). */
export const useTable = (table: string, ...actions: string[]): Statement =>
  allow(
    actions.map((action) => `dynamodb:${action}`),
    attribute(table, 'Arn'),
  );

/** What a mapping of a table's stream needs, with its on-failure destination. Lambda guide, "Using DynamoDB Streams". */
export const readStream = (table: string): Statement[] => [
  allow(
    ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'],
    attribute(table, 'StreamArn'),
  ),
  sendToQueue('OnFailureQueue'),
];

export const sendToQueue = (queue: string): PolicyStatement => allow(['sqs:SendMessage'], attribute(queue, 'Arn'));

export const invokeFunction =
  (key: string): Statement =>
  ({ functionName }) => [allow(['lambda:InvokeFunction'], functionArn(functionName(key)))];

/** An idempotent producer. Amazon MSK guide, "Semantics of IAM authorization policy actions". */
export const produceTo = (topic: string): Statement[] => [
  authenticate(
    allow(['kafka-cluster:Connect', 'kafka-cluster:WriteDataIdempotently'], cluster),
    allow(['kafka-cluster:DescribeTopic', 'kafka-cluster:WriteData'], kafkaArn('topic', topic)),
  ),
  beInVpc,
];

export const createTopics = (...topics: string[]): Statement[] => [
  authenticate(
    allow(['kafka-cluster:Connect'], cluster),
    allow(
      ['kafka-cluster:AlterTopic', 'kafka-cluster:CreateTopic', 'kafka-cluster:DescribeTopic'],
      topics.map((topic) => kafkaArn('topic', topic)),
    ),
  ),
  beInVpc,
];

/**
 * What a Kafka mapping needs, whose pollers are in the cluster's VPC. Lambda guide, "Configuring Lambda permissions for
 * Amazon MSK event source mappings" and "IAM role-based authentication". EC2 has no resources for the descriptions, and
 * Lambda wants the others without a condition.
 */
export const consumeTopic = (topic: string, group: string): Statement[] => [
  allow(['kafka:DescribeClusterV2', 'kafka:GetBootstrapBrokers'], cluster),
  authenticate(
    allow(['kafka-cluster:Connect', 'kafka-cluster:DescribeClusterDynamicConfiguration'], cluster),
    allow(['kafka-cluster:DescribeTopic', 'kafka-cluster:ReadData'], kafkaArn('topic', topic)),
    allow(['kafka-cluster:AlterGroup', 'kafka-cluster:DescribeGroup'], kafkaArn('group', group)),
  ),
  allow([...networkInterfaces, 'ec2:DescribeSecurityGroups', 'ec2:DescribeVpcs'], '*'),
  ({ pollers }) => (pollers > 0 ? [sendToQueue('OnFailureQueue')] : []),
];

const networkInterfaces = [
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
];

/**
 * Lambda makes the network interfaces with the function's role; the function's own code may not.
 * Lambda guide, "Giving Lambda functions access to resources in an Amazon VPC".
 */
const beInVpc: Statement = ({ functionName }) => {
  const actions = [...networkInterfaces, 'ec2:AssignPrivateIpAddresses', 'ec2:UnassignPrivateIpAddresses'];
  const byItsCode = { ArnEquals: { 'lambda:SourceFunctionArn': functionArn(functionName()) } };
  return [allow(actions, '*'), { ...{ Effect: 'Deny', Action: actions, Resource: '*' }, Condition: byItsCode }];
};

/**
 * With IAM what the role may do in Kafka; with SCRAM the cluster's ACLs say that, and the role may read the secret. A
 * secret for MSK has a key of the customer's: it is used by way of Secrets Manager alone, and for this secret alone.
 */
function authenticate(...byIam: PolicyStatement[]): Statement {
  return ({ scramSecret }) => {
    if (scramSecret === '') return byIam;
    const forTheSecret = {
      StringEquals: {
        'kms:EncryptionContext:SecretARN': scramSecret,
        'kms:ViaService': { 'Fn::Join': ['.', ['secretsmanager', { Ref: 'AWS::Region' }, 'amazonaws.com']] },
      },
    };
    return [
      allow(['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'], scramSecret),
      { ...allow(['kms:Decrypt'], arn('kms', 'key/*')), Condition: forTheSecret },
    ];
  };
}
