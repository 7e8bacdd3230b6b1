import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { execa } from 'execa';
import { parameters, serverlessPackage } from '../support/packaged.ts';

const { msk } = parameters;
const provisioned = msk.replace('-s1', '-1');

/** What MSK's API answers, by path; it remembers what it was asked. */
async function mskApi(answers: Record<string, unknown>) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const url = decodeURIComponent(request.url ?? '');
    asked.push(url);
    const [, answer] = Object.entries(answers).find(([end]) => url.endsWith(end)) ?? [];
    response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(answer ?? {}));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const env = { AWS_ENDPOINT_URL_KAFKA: endpoint, AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
  return { asked, env, [Symbol.dispose]: () => server.close() };
}

async function packageWith(params: Record<string, string>, env = {}, stage = 'prod') {
  const dir = mkdtempSync(path.join(tmpdir(), 'parameters-'));
  const { exitCode, all } = await serverlessPackage(stage, params, dir, env);
  const file = path.join(dir, 'cloudformation-template-update-stack.json');
  return { exitCode, all, template: exitCode === 0 ? JSON.parse(readFileSync(file, 'utf8')) : undefined };
}

test('from the ARN alone, subnets, security groups and brokers are looked up', async () => {
  using api = await mskApi({
    [`/api/v2/clusters/${msk}`]: {
      clusterInfo: {
        state: 'ACTIVE',
        serverless: { vpcConfigs: [{ subnetIds: ['subnet-0b'], securityGroupIds: ['sg-0b'] }] },
      },
    },
    '/bootstrap-brokers': { bootstrapBrokerStringSaslIam: 'boot:9098' },
  });

  const { exitCode, all, template } = await packageWith({ msk }, api.env);

  expect({ exitCode, all }).toMatchObject({ exitCode: 0 });
  const { VpcConfig, Environment } = template.Resources.UsersPublishLambdaFunction.Properties;
  expect(VpcConfig).toEqual({ SubnetIds: ['subnet-0b'], SecurityGroupIds: ['sg-0b'] });
  expect(Environment.Variables).toMatchObject({ KAFKA_BROKERS: 'boot:9098', KAFKA_AUTH: 'iam' });
  expect(api.asked).toHaveLength(2);
  expect(all).toContain('The stack belongs to eu-central-1, where its cluster is');
}, 120_000);

test('with all parameters given, nothing is asked', async () => {
  using api = await mskApi({});

  const { exitCode } = await packageWith(parameters, api.env);

  expect({ exitCode, asked: api.asked }).toEqual({ exitCode: 0, asked: [] });
}, 120_000);

test('of a provisioned cluster with SCRAM, its subnets, groups and the brokers for that are looked up', async () => {
  const brokerNodeGroupInfo = { clientSubnets: ['subnet-0c'], securityGroups: ['sg-0c'] };
  using api = await mskApi({
    [`/api/v2/clusters/${provisioned}`]: { clusterInfo: { state: 'ACTIVE', provisioned: { brokerNodeGroupInfo } } },
    '/bootstrap-brokers': { bootstrapBrokerStringSaslIam: 'b-1:9098', bootstrapBrokerStringSaslScram: 'b-1:9096' },
  });

  const { exitCode, all, template } = await packageWith({ msk: provisioned, scramSecret: 'arn:secret' }, api.env);

  expect({ exitCode, all }).toMatchObject({ exitCode: 0 });
  const { VpcConfig, Environment } = template.Resources.UsersPublishLambdaFunction.Properties;
  expect(VpcConfig).toEqual({ SubnetIds: ['subnet-0c'], SecurityGroupIds: ['sg-0c'] });
  expect(Environment.Variables).toMatchObject({ KAFKA_BROKERS: 'b-1:9096', KAFKA_AUTH: 'scram' });
}, 120_000);

test('a provisioned cluster without the authentication that is wanted is refused', async () => {
  using api = await mskApi({
    [`/api/v2/clusters/${provisioned}`]: {
      clusterInfo: { state: 'ACTIVE', provisioned: { brokerNodeGroupInfo: { clientSubnets: ['subnet-0c'] } } },
    },
    '/bootstrap-brokers': { bootstrapBrokerStringTls: 'b-1:9094' },
  });

  const { exitCode, all } = await packageWith({ msk: provisioned }, api.env);

  expect({ exitCode, all }).toEqual({ exitCode: 1, all: expect.stringContaining('it has no IAM authentication') });
}, 120_000);

test('a cluster that is not ready is refused', async () => {
  using api = await mskApi({ [`/api/v2/clusters/${msk}`]: { clusterInfo: { state: 'CREATING' } } });

  const { exitCode, all } = await packageWith({ msk }, api.env);

  expect({ exitCode, all }).toEqual({ exitCode: 1, all: expect.stringContaining('its state is CREATING') });
}, 120_000);

test.each([
  ['no cluster', {}, 'Give the MSK cluster: --param msk=<cluster ARN>. "npm run deploy:cluster" makes one'],
  ['a cluster that is no ARN', { ...parameters, msk: 'shop' }, 'msk is "shop": it must be the ARN of an MSK cluster'],
  [
    'SCRAM with MSK Serverless',
    { ...parameters, scramSecret: 'arn:x' },
    'MSK Serverless, which has IAM authentication alone',
  ],
  ['an authorization that does not exist', { ...parameters, auth: 'basic' }, '--param auth: '],
  ['a number of pollers that is none', { ...parameters, pollers: 'two' }, '--param pollers: '],
  ['partial failures without pollers', { ...parameters, partialFailures: 'true' }, 'partialFailures needs pollers'],
  ['JWT without issuer and audience', { ...parameters, auth: 'jwt' }, 'auth=jwt needs --param jwtIssuer=https://'],
] as const)(
  '%s is refused, with what to do',
  async (_, params, message) => {
    const { exitCode, all } = await packageWith(params);

    expect({ exitCode, all }).toEqual({ exitCode: 1, all: expect.stringContaining(message) });
  },
  120_000,
);

const serverless = (...args: string[]) => execa({ all: true, reject: false, preferLocal: true })`serverless ${args}`;

test("another region than the cluster's is refused", async () => {
  const args = ['print', '--stage', 'prod', '--region', 'us-west-2', '--param', `msk=${msk}`];

  const { exitCode, all } = await serverless(...args);

  expect({ exitCode, all }).toEqual({
    exitCode: 1,
    all: expect.stringContaining('The region is us-west-2, but the cluster'),
  });
}, 60_000);

test.each([['info'], ['remove'], ['deploy', 'list']])(
  '%s %s needs no cluster',
  async (...command) => {
    const { all } = await serverless(...command.filter(Boolean), '--stage', 'prod', '--region', 'eu-central-1');

    expect(all).toContain('credentials not found');
    expect(all).not.toMatch(/Give the MSK cluster|The stack belongs to/);
  },
  60_000,
);
