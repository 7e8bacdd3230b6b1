import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DynamoDBDocumentClient,
  GetCommand,
  paginateQuery,
  paginateScan,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';

const documents = DynamoDBDocumentClient.from(new DynamoDBClient());

export const usersTable = () => process.env.USERS_TABLE ?? '';
export const ordersTable = () => process.env.ORDERS_TABLE ?? '';

/** The item as it lies in the table, undefined where there is none. */
export async function readItem(table: string, pk: string, sk: string) {
  const { Item } = await documents.send(new GetCommand({ TableName: table, Key: { pk, sk }, ConsistentRead: true }));
  return Item;
}

/** Writes them in one transaction, so that they follow each other in the stream, whether they are users or not. */
export async function writeUsers(...users: ({ id: string } & Record<string, unknown>)[]): Promise<void> {
  const puts = users.map((user) => ({
    Put: { TableName: usersTable(), Item: { pk: `USER#${user.id}`, sk: 'USER', ...user } },
  }));
  await documents.send(new TransactWriteCommand({ TransactItems: puts }));
}

/** All items with this value in the attribute, wherever they lie. */
export async function findItems(table: string, attribute: string, value: string) {
  const search = {
    FilterExpression: '#attribute = :value',
    ExpressionAttributeNames: { '#attribute': attribute },
    ExpressionAttributeValues: { ':value': value },
  };
  const pages = paginateScan({ client: documents }, { TableName: table, ConsistentRead: true, ...search });
  return (await Array.fromAsync(pages)).flatMap(({ Items = [] }) => Items);
}

/** All items of a partition key, in the order of their sort keys. */
export async function readItems(table: string, pk: string) {
  const pages = paginateQuery(
    { client: documents },
    {
      TableName: table,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pk },
      ConsistentRead: true,
    },
  );
  return (await Array.fromAsync(pages)).flatMap(({ Items = [] }) => Items);
}
