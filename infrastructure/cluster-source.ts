import { type Authentication, type Cluster, lookUpCluster, parseClusterArn } from './cluster.ts';

/** What osls hands to a variable's resolver. */
interface Request {
  readonly address: string;
  readonly options: Readonly<Record<string, string | undefined>>;
  resolveVariable(variable: string): Promise<string | null>;
}

/**
 * The variables `${cluster:arn}`, `authentication`, `brokers` and `vpc`: from the parameters, and what these do
 * not say is looked up from the ARN. With `brokers`, `subnets` and `securityGroups` given, nothing is asked of AWS.
 */
export function clusterSource(command: string) {
  const lookedUp = new Map<string, Promise<Cluster>>();

  async function resolve({ address, options, resolveVariable }: Request): Promise<unknown> {
    const parameter = (name: string) => resolveVariable(`param:${name}, null`);
    const arn = (await parameter('msk')) ?? arnWithoutParameter(command);
    const authentication: Authentication = (await parameter('scramSecret')) ? 'scram' : 'iam';
    const { region, serverless } = parseClusterArn(arn);
    if (serverless && authentication === 'scram')
      throw new Error(`scramSecret is given, but ${arn} is MSK Serverless, which has IAM authentication alone`);
    if (options.region && options.region !== region)
      throw new Error(`The region is ${options.region}, but the cluster ${arn} is in ${region}`);

    const lookUp = (): Promise<Cluster> => {
      if (worksOnWhatIsDeployed(command)) return Promise.resolve(unknownCluster);
      const cluster = lookedUp.get(arn) ?? lookUpCluster(arn, authentication, options['aws-profile']);
      lookedUp.set(arn, cluster);
      return cluster;
    };
    const listed = async (name: 'subnets' | 'securityGroups') =>
      (await parameter(name))?.split(',') ?? (await lookUp())[name];

    switch (address) {
      case 'arn':
        return arn;
      case 'authentication':
        return authentication;
      case 'brokers':
        return (await parameter('brokers')) ?? (await lookUp()).brokers;
      case 'vpc':
        return { subnetIds: await listed('subnets'), securityGroupIds: await listed('securityGroups') };
      default:
        throw new Error(`There is no \${cluster:${address}}`);
    }
  }

  return { resolve: async (request: Request) => ({ value: await resolve(request) }) };
}

/** Such a command reads serverless.yml as any other does, but has no use for the cluster. */
const worksOnWhatIsDeployed = (command: string) =>
  ['info', 'invoke', 'logs', 'metrics', 'remove', 'rollback'].includes(command);

const unknownCluster: Cluster = { brokers: 'unknown:9098', subnets: ['subnet-0'], securityGroups: ['sg-0'] };

function arnWithoutParameter(command: string): string {
  if (worksOnWhatIsDeployed(command)) return 'arn:aws:kafka:us-east-1:000000000000:cluster/unknown/0-1';
  throw new Error(
    'Give the MSK cluster: --param msk=<cluster ARN>. "npm run deploy:cluster" makes one and prints its ARN; see docs/deploy.md',
  );
}
