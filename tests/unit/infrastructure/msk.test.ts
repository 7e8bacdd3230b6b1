import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';

// A short form of a function (!Ref Vpc) comes without its tag: as `Vpc`.
const { Resources, Outputs } = parse(readFileSync('infrastructure/msk.yml', 'utf8'), { logLevel: 'error' });

interface Resource {
  Type: string;
  Condition?: string;
  // biome-ignore lint/suspicious/noExplicitAny: the properties of any type of resource
  Properties: any;
}

const resources = Object.values<Resource>(Resources);
const ofType = (type: string) => resources.filter(({ Type }) => Type === type);
const rules = (type: string) => ofType(type).map(({ Properties }) => Properties);

test('nothing comes in but from the cluster’s own group: Kafka to the brokers, HTTPS to the endpoints', () => {
  const ingress = rules('AWS::EC2::SecurityGroupIngress');

  expect(ingress.map((rule) => [rule.SourceSecurityGroupId, rule.GroupId, rule.FromPort, rule.ToPort])).toEqual([
    ['ClusterSecurityGroup.GroupId', 'ClusterSecurityGroup.GroupId', 9098, 9098],
    ['ClusterSecurityGroup.GroupId', 'ClusterSecurityGroup.GroupId', 9096, 9096],
    ['ClusterSecurityGroup.GroupId', 'EndpointSecurityGroup.GroupId', 443, 443],
  ]);
  for (const { Properties } of ofType('AWS::EC2::SecurityGroup'))
    expect(Properties.SecurityGroupIngress).toBeUndefined();
});

test('nothing goes out but to the brokers and to the endpoints', () => {
  const egress = [
    ...rules('AWS::EC2::SecurityGroup').flatMap(({ SecurityGroupEgress }) => SecurityGroupEgress),
    ...rules('AWS::EC2::SecurityGroupEgress'),
  ];

  expect(egress.map((rule) => [rule.DestinationSecurityGroupId ?? rule.CidrIp, rule.FromPort, rule.ToPort])).toEqual([
    ['EndpointSecurityGroup.GroupId', 443, 443],
    ['127.0.0.1/32', 443, 443],
    ['ClusterSecurityGroup.GroupId', 9098, 9098],
    ['ClusterSecurityGroup.GroupId', 9096, 9096],
  ]);
});

test('no route leads out of the VPC, and nothing leads into it', () => {
  const types = resources.map(({ Type }) => Type);

  expect(types.filter((type) => /Gateway|Route|EIP|Peering/.test(type))).toEqual([]);
  for (const subnet of rules('AWS::EC2::Subnet')) expect(subnet.MapPublicIpOnLaunch).toBeUndefined();
});

test('each endpoint is there under the condition that needs it, with a private name, in the subnets of the cluster', () => {
  const endpoints = ofType('AWS::EC2::VPCEndpoint');

  expect(endpoints.map(({ Condition, Properties }) => [Properties.ServiceName.split('.').at(-1), Condition])).toEqual([
    ['lambda', undefined],
    ['sts', undefined],
    ['sqs', 'WithFailureDestination'],
    ['secretsmanager', 'WithScram'],
  ]);
  for (const { Properties } of endpoints) {
    expect(Properties).toMatchObject({
      VpcEndpointType: 'Interface',
      PrivateDnsEnabled: true,
      SecurityGroupIds: ['EndpointSecurityGroup.GroupId'],
      SubnetIds: Resources.ServerlessCluster.Properties.VpcConfigs[0].SubnetIds,
    });
  }
  expect(Resources.Vpc.Properties).toMatchObject({ EnableDnsSupport: true, EnableDnsHostnames: true });
});

test('a provisioned cluster is encrypted in transit and at rest, and lets nobody in without authentication', () => {
  const { Condition, Properties } = Resources.ProvisionedCluster;

  expect(Condition).toBe('Provisioned');
  expect(Properties.EncryptionInfo).toEqual({
    EncryptionAtRest: { DataVolumeKMSKeyId: 'Key.Arn' },
    EncryptionInTransit: { ClientBroker: 'TLS', InCluster: true },
  });
  expect(Properties.ClientAuthentication).toMatchObject({
    Sasl: { Iam: { Enabled: true } },
    Unauthenticated: { Enabled: false },
  });
  expect(Properties.BrokerNodeGroupInfo.ConnectivityInfo).toBeUndefined();
  expect(Resources.Configuration.Properties.ServerProperties).toContain('auto.create.topics.enable=false\n');
});

test('the SCRAM secret has the name and the key that MSK wants, and no password in the template', () => {
  const { Condition, Properties } = Resources.ScramSecret;

  expect(Condition).toBe('WithScram');
  expect(Properties.Name).toMatch(/^AmazonMSK_/);
  expect(Properties.KmsKeyId).toBe('Key.Arn');
  expect(Properties.SecretString).toBeUndefined();
  expect(Resources.ScramUsers).toMatchObject({ Condition, Properties: { SecretArnList: ['ScramSecret'] } });
});

test('an update cannot replace the cluster: both kinds have the same fixed name', () => {
  expect(Resources.ServerlessCluster.Properties.ClusterName).toBe('AWS::StackName');
  expect(Resources.ProvisionedCluster.Properties.ClusterName).toBe('AWS::StackName');
});

test('the outputs have the names that deploy:cluster and the deploy of the services use', () => {
  expect(Object.keys(Outputs)).toEqual([
    'ClusterArn',
    'VpcId',
    'SubnetIds',
    'SecurityGroupIds',
    'ScramSecretArn',
    'KeyArn',
  ]);
});
