import type { Template } from '../support/packaged.ts';
import { readable } from '../support/readable.ts';

/**
 * What must stay as it is from release to release: whatever changes here is replaced by CloudFormation, with its data, or
 * begins anew, as a consumer group with another name does. Of each resource the properties "Update requires: Replacement".
 */
const identities: Record<string, object> = {
  UsersTable: table('users-orders-prod-users'),
  OrdersTable: table('users-orders-prod-orders'),
  OnFailureQueue: { QueueName: undefined, FifoQueue: undefined },
  UsersOnOrderCreatedEventSourceMappingMSKKafkaClusterOrdercreated: {
    Topics: ['order_created'],
    AmazonManagedKafkaEventSourceConfig: { ConsumerGroupId: 'users-on-order-created' },
    StartingPosition: 'TRIM_HORIZON',
  },
  OrdersOnUserCreatedEventSourceMappingMSKKafkaClusterUsercreated: {
    Topics: ['user_created'],
    AmazonManagedKafkaEventSourceConfig: { ConsumerGroupId: 'orders-on-user-created' },
    StartingPosition: 'TRIM_HORIZON',
  },
  UsersPublishEventSourceMappingDynamodbUsersTable: {
    EventSourceArn: 'UsersTable.StreamArn',
    StartingPosition: 'TRIM_HORIZON',
  },
  OrdersPublishEventSourceMappingDynamodbOrdersTable: {
    EventSourceArn: 'OrdersTable.StreamArn',
    StartingPosition: 'TRIM_HORIZON',
  },
};

/** With another stream the records of the old one, which nobody has read yet, are lost. */
function table(TableName: string) {
  const KeySchema = ['pk HASH', 'sk RANGE'];
  const StreamSpecification = { StreamViewType: 'NEW_IMAGE' };
  return {
    TableName,
    KeySchema,
    StreamSpecification,
    LocalSecondaryIndexes: undefined,
    ImportSourceSpecification: undefined,
  };
}

const types = ['AWS::DynamoDB::Table', 'AWS::SQS::Queue', 'AWS::Lambda::EventSourceMapping'];

/** What an update of a stage would replace or lose. */
export function identityViolations(template: Template): string[] {
  const violations: string[] = [];
  for (const [logicalId, expected] of Object.entries(identities)) {
    const resource = template.Resources[logicalId];
    if (!resource) violations.push(`${logicalId} is gone`);
    const properties = readable(resource?.Properties ?? {}, template) as Record<string, unknown>;
    for (const [name, value] of Object.entries(expected)) {
      const own = name === 'KeySchema' ? keysOf(properties[name]) : properties[name];
      if (resource && JSON.stringify(own) !== JSON.stringify(value))
        violations.push(`${logicalId} has another ${name}: ${JSON.stringify(own)}`);
    }
  }
  const holdsState = Object.entries(template.Resources).filter(([, { Type }]) => types.includes(Type));
  for (const [logicalId] of holdsState)
    if (!identities[logicalId]) violations.push(`${logicalId} is new: say in identities.ts what must stay of it`);
  return violations;
}

const keysOf = (schema: unknown) =>
  (schema as { AttributeName: string; KeyType: string }[]).map((key) => `${key.AttributeName} ${key.KeyType}`);
