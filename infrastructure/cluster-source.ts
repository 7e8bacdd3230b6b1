import { type Authentication, type Cluster, lookUpCluster, parseClusterArn } from './cluster.ts';

/** What osls hands to a variable's resolver. */
interface Request {
  readonly address: string;
  readonly options: Readonly<Record<string, string | undefined>>;
  resolveVariable(variable: string): Promise<string | null>;
}

/** Values of `${cluster:…}`, by address. */
interface Variables {
  readonly arn: string;
  readonly authentication: Authentication;
  readonly brokers: string;
  readonly vpc: { readonly subnetIds: readonly string[]; readonly securityGroupIds: readonly string[] };
}

/** For commands on what is deployed: they read serverless.yml as any other, but have no use for the cluster. */
const unknown: Variables = {
  arn: 'arn:aws:kafka:us-east-1:000000000000:cluster/unknown/0-1',
  authentication: 'iam',
  brokers: 'unknown:9098',
  vpc: { subnetIds: ['subnet-0'], securityGroupIds: ['sg-0'] },
};
const withoutCluster = /^(deploy list|info|invoke|logs|metrics|remove|rollback)\b/;

/**
 * The source of the variables `${cluster:arn}`, `authentication`, `brokers` and `vpc`: from the parameters, and what these do
 * not say is looked up from the ARN. With `brokers`, `subnets` and `securityGroups` given, nothing is asked of AWS.
 */
export class ClusterSource {
  /** Why there is no usable cluster. osls would show it once for each variable, as a defect of ours. */
  problem: Error | undefined;
  /** Where the cluster is, once it is known. */
  region: string | undefined;
  readonly #command: string;
  #lookedUp: Promise<Cluster> | undefined;

  /** @param command as in `deploy list` */
  constructor(command: string) {
    this.#command = command;
  }

  readonly resolve = async (request: Request): Promise<{ value: unknown }> => {
    try {
      return { value: await this.#value(request) };
    } catch (error) {
      this.problem ??= error as Error;
      return { value: unknown[request.address as keyof Variables] };
    }
  };

  async #value({ address, options, resolveVariable }: Request): Promise<unknown> {
    const parameter = (name: string) => resolveVariable(`param:${name}, null`);
    const arn = await parameter('msk');
    if (arn === null && withoutCluster.test(this.#command)) return unknown[address as keyof Variables];
    if (arn === null) throw new Error(NO_CLUSTER);

    const authentication: Authentication = (await parameter('scramSecret')) ? 'scram' : 'iam';
    const { region, serverless } = parseClusterArn(arn);
    this.region = region;
    if (serverless && authentication === 'scram')
      throw new Error(`scramSecret is given, but ${arn} is MSK Serverless, which has IAM authentication alone`);
    if (options.region && options.region !== region)
      throw new Error(`The region is ${options.region}, but the cluster ${arn} is in ${region}`);

    const lookUp = () => {
      this.#lookedUp ??= lookUpCluster(arn, authentication, options['aws-profile']);
      return this.#lookedUp;
    };
    const listed = async (name: 'subnets' | 'securityGroups') =>
      (await parameter(name))?.split(',').filter(Boolean) ?? (await lookUp())[name];

    switch (address) {
      case 'arn':
        return arn;
      case 'authentication':
        return authentication;
      case 'brokers':
        return (await parameter('brokers')) ?? (await lookUp()).brokers;
      case 'vpc': {
        const vpc = { subnetIds: await listed('subnets'), securityGroupIds: await listed('securityGroups') };
        return vpc.subnetIds.length > 0 ? vpc : null;
      }
      default:
        throw new Error(`There is no \${cluster:${address}}`);
    }
  }
}

const NO_CLUSTER =
  'Give the MSK cluster: --param msk=<cluster ARN>. "npm run deploy:cluster" makes one and prints its ARN; see docs/deploy.md';
