import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import {
  BatchWriteCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  paginateQuery,
} from '@aws-sdk/lib-dynamodb';
import { definedTables } from '../../stack/tables.ts';

const documents = DynamoDBDocumentClient.from(new DynamoDBClient());

/** The item as it lies in the table, undefined where there is none. */
export async function readItem(table: string, pk: string, sk: string) {
  const { Item } = await documents.send(new GetCommand({ TableName: table, Key: { pk, sk }, ConsistentRead: true }));
  return Item;
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

/** An empty table as the service has it, which no other test knows. */
export async function createOwnTable(service: 'users' | 'orders'): Promise<string> {
  const TableName = `${service}-${crypto.randomUUID()}`;
  const table = definedTables().find((defined) => defined.TableName === service) as CreateTableCommandInput;
  await documents.send(new CreateTableCommand({ ...table, TableName }));
  await waitUntilTableExists({ client: documents, maxWaitTime: 60, minDelay: 1 }, { TableName });
  return TableName;
}

export async function writeItem(table: string, item: Record<string, unknown>): Promise<void> {
  await documents.send(new PutCommand({ TableName: table, Item: item }));
}

export async function writeItems(table: string, items: Record<string, unknown>[]): Promise<void> {
  for (let from = 0; from < items.length; from += 25) {
    const RequestItems = { [table]: items.slice(from, from + 25).map((Item) => ({ PutRequest: { Item } })) };
    await documents.send(new BatchWriteCommand({ RequestItems }));
  }
}

export async function deleteItem(table: string, pk: string, sk: string): Promise<void> {
  await documents.send(new DeleteCommand({ TableName: table, Key: { pk, sk } }));
}
