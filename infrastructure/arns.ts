/** A value of a CloudFormation template: text, or an intrinsic function. */
export type Value = string | { readonly [intrinsic: string]: unknown };

export const attribute = (logicalId: string, name: string): Value => ({ 'Fn::GetAtt': [logicalId, name] });

export const cluster = { Ref: 'KafkaCluster' } as const;

/**
 * A topic's or group's ARN, cut from the cluster's: `arn:…:cluster/NAME/UUID` → `arn:…:topic/NAME/UUID/TOPIC`.
 * Amazon MSK guide, "Resources and IAM access control".
 */
export const kafkaArn = (type: 'topic' | 'group', name: string): Value => ({
  'Fn::Join': ['', [partOfCluster(0), `:${type}/`, partOfCluster(1), `/${name}`]],
});

const partOfCluster = (index: number) => ({ 'Fn::Select': [index, { 'Fn::Split': [':cluster/', cluster] }] });

/** By its name: a `Fn::GetAtt` in the function's own role would be a circle. */
export const functionArn = (name: string): Value => arn('lambda', `function:${name}`);

/** In the stack's own partition, region and account. */
export const arn = (service: string, resource: string): Value => ({
  'Fn::Sub': `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}`,
});
