// The stack as `serverless deploy` puts it into MiniStack with AUTH=true, which lets roles do what their policies say and
// nothing else. Failure semantics are not tested here: MiniStack takes partial failures for success.
import { spawn } from 'node:child_process';
import {
  CloudFormationClient,
  DescribeStackResourceCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { GetRolePolicyCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { Kafka, logLevel } from 'kafkajs';
import { definedTopics } from '../../../stack/topics.ts';
import { get, newEmail, post } from '../../support/api.ts';
import { eventually } from '../../support/eventually.ts';
import { readItem } from '../../support/tables.ts';

const endpoint = process.env.AWS_ENDPOINT_URL ?? '';
const brokers = process.env.KAFKA_BROKERS ?? '';
const STACK = 'users-orders-local';

/** `serverless <args> --stage local`. MiniStack finds functions in `.js` files alone. */
const serverless = (...args: string[]) =>
  execa({
    ...{ all: true, reject: false, preferLocal: true },
    env: { BUNDLE_EXTENSION: '.js', ESBUILD_DIR: '.esbuild/ministack' },
  })`serverless ${args} --stage local`;

let eventSource: ReturnType<typeof spawn> | undefined;

beforeAll(async () => {
  const { failed, all } = await serverless('deploy');
  if (failed) throw new Error(all);
  process.env.HTTP_BASE_URL = await apiUrl();
  const cli = ['plugins/serverless-offline-msk/src/cli.ts', '--stack', STACK, '--endpoint', endpoint];
  eventSource = spawn('node', [...cli, '--brokers', brokers, '--status-port', 'off'], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}, 180_000);

afterAll(() => {
  eventSource?.kill('SIGKILL');
});

async function apiUrl(): Promise<string> {
  const client = new CloudFormationClient();
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: STACK }));
  client.destroy();
  const id = Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === 'HttpApiId')?.OutputValue;
  return `${endpoint}/_aws/execute-api/${id}/$default`;
}

test('the topics are there once the stack is, with their partitions', async () => {
  const admin = new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  const { topics } = await admin.fetchTopicMetadata({ topics: definedTopics().map(({ topic }) => topic) });
  await admin.disconnect();

  expect(topics.map(({ name, partitions }) => `${name} ${partitions.length}`).sort()).toEqual(
    definedTopics()
      .map(({ topic, numPartitions }) => `${topic} ${numPartitions}`)
      .sort(),
  );
});

test('user and order cross Kafka both ways, each function in its own role', async () => {
  const email = newEmail();
  const { status, json: user } = await post('/users', { email, name: 'Ada' });
  expect({ status, user }).toMatchObject({ status: 201, user: { email } });

  const { json: order } = await post('/orders', { user_id: user.id, amount: '59.99' });

  await eventually(
    async () => {
      expect((await get(`/orders/${order.id}`)).json).toEqual({ ...order, user: { id: user.id, email } });
      expect((await get(`/users/${user.id}/orders`)).json.orders).toEqual([{ order_id: order.id, user_id: user.id }]);
    },
    { withinMs: 60_000 },
  );
}, 90_000);

const iam = new IAMClient();

async function roleOf(logicalId: string): Promise<string> {
  const client = new CloudFormationClient();
  const { StackResourceDetail } = await client.send(
    new DescribeStackResourceCommand({ StackName: STACK, LogicalResourceId: logicalId }),
  );
  client.destroy();
  return StackResourceDetail?.PhysicalResourceId ?? '';
}

test('without its permission to write, a function cannot', async () => {
  const RoleName = await roleOf('UsersCreateLambdaFunctionRole');
  const own = { RoleName, PolicyName: 'own' };
  const { PolicyDocument = '' } = await iam.send(new GetRolePolicyCommand(own));
  const policy = decodeURIComponent(PolicyDocument);
  expect(policy).toContain('dynamodb:PutItem');
  await iam.send(
    new PutRolePolicyCommand({ ...own, PolicyDocument: policy.replaceAll('dynamodb:PutItem', 'dynamodb:Scan') }),
  );

  const refused = await post('/users', { email: newEmail(), name: 'Ada' }).finally(() =>
    iam.send(new PutRolePolicyCommand({ ...own, PolicyDocument: policy })),
  );
  const created = await post('/users', { email: newEmail(), name: 'Ada' });

  expect([refused.status, created.status]).toEqual([500, 201]);
}, 60_000);

test.each([
  ['UsersGetLambdaFunctionRole', 'users', 'orders'],
  ['OrdersGetLambdaFunctionRole', 'orders', 'users'],
])('%s reads the table %s, and not the table %s', async (logicalId, own, other) => {
  const sts = new STSClient();
  const RoleArn = `arn:aws:iam::000000000000:role/${await roleOf(logicalId)}`;
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'test' }));
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
  const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  const dynamodb = new DynamoDBClient({ credentials });
  const read = (TableName: string) =>
    dynamodb.send(new GetItemCommand({ TableName, Key: { pk: { S: 'x' }, sk: { S: 'x' } } }));

  await expect(read(own)).resolves.toBeDefined();
  await expect(read(other)).rejects.toThrow(/not authorized/);
});

test('an update keeps the data and closes the API: unsigned requests are refused, and the smoke test, which signs, passes', async () => {
  const { json: user } = await post('/users', { email: newEmail(), name: 'Ada' });

  const { failed, all } = await serverless('deploy', '--param', 'auth=iam');
  expect({ failed, all }).toMatchObject({ failed: false });

  const unsigned = await post('/users', { email: newEmail(), name: 'Ada' });
  const smoke = await execa({
    all: true,
    reject: false,
  })`node infrastructure/smoke.ts --stage dev --url ${await apiUrl()}`;

  expect(await readItem('users', `USER#${user.id}`, 'USER')).toMatchObject(user);
  expect(unsigned.status).toBe(403);
  expect({ exitCode: smoke.exitCode, all: smoke.all }).toEqual({
    exitCode: 0,
    all: expect.stringContaining('All is well'),
  });
}, 180_000);

test('remove leaves no stack, and says what stays', async () => {
  const { failed, all } = await serverless('remove');

  expect({ failed, all }).toEqual({
    failed: false,
    all: expect.stringContaining('the topics in Kafka, with their records'),
  });
  const client = new CloudFormationClient();
  await expect(client.send(new DescribeStacksCommand({ StackName: STACK }))).rejects.toThrow('does not exist');
}, 180_000);
