import { createHash } from 'node:crypto';
import type { Naming, Serverless } from '../../src/definition/serverless.ts';
import { kafka, msk, serverless } from './service.ts';

const everyCommonKey = {
  batchSize: 20,
  maximumBatchingWindow: 3,
  enabled: false,
  startingPosition: 'AT_TIMESTAMP',
  startingPositionTimestamp: 1_545_084_650,
  filterPatterns: [{ value: { status: ['paid'] } }],
};

const secret = (name: string) => [`arn:aws:secretsmanager:eu-west-1:111122223333:secret:${name}`];

/** With every key that the schemas of serverless 3.40.0 and of serverless 4 (commit b9d7ea51c) know: the same ones. */
const events = [
  msk({ ...everyCommonKey, consumerGroupId: 'orders-group', saslScram512: secret('AmazonMSK_shop')[0] }),
  kafka({
    ...everyCommonKey,
    topic: 'users',
    consumerGroupId: 'users-group',
    bootstrapServers: ['b-1.example.com:9096', 'b-2.example.com:9096'],
    accessConfigurations: {
      vpcSubnet: ['subnet-0011001100'],
      vpcSecurityGroup: ['sg-0123456789'],
      saslPlainAuth: secret('plain'),
      saslScram256Auth: secret('scram256'),
      saslScram512Auth: secret('scram512'),
      clientCertificateTlsAuth: secret('client'),
      serverRootCaCertificate: secret('ca'),
    },
  }),
];

export const serverless3 = (ownEvents = events): Serverless =>
  serverless({ functions: { consumer: { events: ownEvents } } });

export const serverless4 = (ownEvents = events): Serverless =>
  serverless({ functions: { consumer: { events: ownEvents } }, naming: serverless4Naming });

const capitalized = (name: string) => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
const alphanumeric = (name: string) => capitalized(name.replace(/\W|_/g, ''));

/** Serverless 4 tells mappings of one topic apart by a hash of the cluster and the group. */
const serverless4Naming: Omit<Naming, 'getStackName'> = {
  getLambdaLogicalId: (key) => `${capitalized(key)}LambdaFunction`,
  getMSKEventLogicalId: (key, cluster, topic) =>
    `${capitalized(key)}EventSourceMappingMSK${alphanumeric(cluster)}${alphanumeric(topic)}`,
  getKafkaEventLogicalId: (key, topic, consumerGroupId, servers) => {
    const logicalId = `${capitalized(key)}EventSourceMappingKafka${alphanumeric(topic)}`;
    if (consumerGroupId === undefined && servers === undefined) return logicalId;
    const identity = JSON.stringify({ topic, consumerGroupId: consumerGroupId || '', servers });
    return logicalId + createHash('md5').update(identity).digest('hex').slice(0, 8).toUpperCase();
  },
};
