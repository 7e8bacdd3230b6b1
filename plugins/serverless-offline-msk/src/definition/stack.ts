/** What the plugin reads of a CloudFormation template, as JSON. */
export interface Template {
  readonly Parameters?: Readonly<Record<string, { readonly Type?: unknown; readonly Default?: unknown }>>;
  readonly Resources?: Readonly<Record<string, Resource>>;
}

export interface Resource {
  readonly Type?: unknown;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

export interface Stack {
  readonly name: string;
  readonly region: string;
  readonly template: Template;
  /** Of a deployed stack's resources, by logical id. Without them, names are those that the template gives. */
  readonly physicalIds: Readonly<Record<string, string>>;
}

/** The account of LocalStack and its kind. */
export const accountId = '000000000000';

export const functionArn = (name: string, region: string) => `arn:aws:lambda:${region}:${accountId}:function:${name}`;

export const clusterArn = (name: string, id: string, region: string) =>
  `arn:aws:kafka:${region}:${accountId}:cluster/${name}/${id}`;

interface ResourceType {
  readonly nameProperty: string;
  /** What `Ref` gives. A queue's is its URL, of no use here. */
  readonly ref?: 'arn' | 'name';
  arn(name: string, region: string): string;
}

const cluster: ResourceType = {
  nameProperty: 'ClusterName',
  ref: 'arn',
  arn: (name, region) => clusterArn(name, '00000000-0000-0000-0000-000000000000-0', region),
};

/** The resources that an event source mapping refers to. */
export const resourceTypes: Readonly<Record<string, ResourceType>> = {
  'AWS::Lambda::Function': { nameProperty: 'FunctionName', ref: 'name', arn: functionArn },
  'AWS::MSK::Cluster': cluster,
  'AWS::MSK::ServerlessCluster': cluster,
  'AWS::SQS::Queue': { nameProperty: 'QueueName', arn: (name, region) => `arn:aws:sqs:${region}:${accountId}:${name}` },
  'AWS::SNS::Topic': {
    nameProperty: 'TopicName',
    ref: 'arn',
    arn: (name, region) => `arn:aws:sns:${region}:${accountId}:${name}`,
  },
  'AWS::S3::Bucket': { nameProperty: 'BucketName', ref: 'name', arn: (name) => `arn:aws:s3:::${name}` },
};
