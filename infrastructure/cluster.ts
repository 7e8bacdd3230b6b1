import { DescribeClusterV2Command, GetBootstrapBrokersCommand, KafkaClient } from '@aws-sdk/client-kafka';

/** What is read of an MSK cluster at deploy time. */
export interface Cluster {
  readonly brokers: string;
  readonly subnets: readonly string[];
  readonly securityGroups: readonly string[];
}

export type Authentication = 'iam' | 'scram';

const ARN = /^arn:aws[\w-]*:kafka:(?<region>[\w-]+):\d{12}:cluster\/[\w-]+\/[\w-]+?-(?<kind>s?)\d+$/;

/**
 * @returns the cluster's region, and whether it is MSK Serverless: its ARN ends in `-s1`, a provisioned one's in `-1`
 * @throws where it is no ARN of an MSK cluster
 */
export function parseClusterArn(arn: string): { region: string; serverless: boolean } {
  const { region, kind } = ARN.exec(arn)?.groups ?? {};
  if (!region)
    throw new Error(`msk is "${arn}": it must be the ARN of an MSK cluster, arn:aws:kafka:…:cluster/NAME/UUID-1`);
  return { region, serverless: kind === 's' };
}

/**
 * Looks the cluster up: `kafka:DescribeClusterV2`, `kafka:GetBootstrapBrokers`.
 * @throws where it is not ready, or has not the authentication that is wanted
 */
export async function lookUpCluster(arn: string, authentication: Authentication, profile?: string): Promise<Cluster> {
  const { region } = parseClusterArn(arn);
  const client = new KafkaClient({ region, ...(profile && { profile }) });
  try {
    const { ClusterInfo } = await client.send(new DescribeClusterV2Command({ ClusterArn: arn }));
    if (ClusterInfo?.State !== 'ACTIVE') throw new Error(`its state is ${ClusterInfo?.State}: wait until it is ACTIVE`);
    const bootstrap = await client.send(new GetBootstrapBrokersCommand({ ClusterArn: arn }));
    const brokers =
      authentication === 'iam' ? bootstrap.BootstrapBrokerStringSaslIam : bootstrap.BootstrapBrokerStringSaslScram;
    if (!brokers)
      throw new Error(`it has no ${authentication.toUpperCase()} authentication: switch it on in the cluster`);
    const { BrokerNodeGroupInfo: provisioned } = ClusterInfo.Provisioned ?? {};
    const [serverless] = ClusterInfo.Serverless?.VpcConfigs ?? [];
    return {
      brokers,
      subnets: provisioned?.ClientSubnets ?? serverless?.SubnetIds ?? [],
      securityGroups: provisioned?.SecurityGroups ?? serverless?.SecurityGroupIds ?? [],
    };
  } catch (cause) {
    throw new Error(`The MSK cluster ${arn} cannot be used: ${(cause as Error).message}`, { cause });
  } finally {
    client.destroy();
  }
}
