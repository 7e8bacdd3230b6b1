import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand, type PutCommandInput } from '@aws-sdk/lib-dynamodb';

/** One client per container. A table that does not answer fails the invocation well before the function's timeout. */
export const documents = DynamoDBDocumentClient.from(
  new DynamoDBClient({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
  }),
);

export interface Key {
  readonly pk: string;
  readonly sk: string;
}

export type Item = Record<string, unknown>;

/** The item, strongly consistent: what was created is there at once. */
export async function getItem(table: string, key: Key): Promise<Item | undefined> {
  const { Item } = await documents.send(new GetCommand({ TableName: table, Key: key, ConsistentRead: true }));
  return Item;
}

export type Condition = Pick<
  PutCommandInput,
  'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
>;

/**
 * Writes the item, without a condition whatever is there: with an item made of the same event that changes nothing.
 * @throws where the condition does not hold: see `isConditionFailed`
 */
export async function putItem(table: string, item: Key & Item, condition: Condition = {}): Promise<void> {
  await documents.send(new PutCommand({ TableName: table, Item: item, ...condition }));
}

export const isConditionFailed = (error: unknown) => error instanceof ConditionalCheckFailedException;
