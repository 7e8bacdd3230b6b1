import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { definedTables } from '../../stack/tables.ts';

const documents = DynamoDBDocumentClient.from(new DynamoDBClient());

/** An empty table as the service has it, which no other test knows. */
export async function createOwnTable(service: 'users' | 'orders'): Promise<string> {
  const TableName = `${service}-${crypto.randomUUID()}`;
  const definition = definedTables().find(({ create }) => create.TableName === service);
  await documents.send(new CreateTableCommand({ ...(definition?.create as CreateTableCommandInput), TableName }));
  await waitUntilTableExists({ client: documents, maxWaitTime: 60, minDelay: 1 }, { TableName });
  return TableName;
}

export async function writeItems(table: string, items: Record<string, unknown>[]): Promise<void> {
  for (let from = 0; from < items.length; from += 25) {
    const RequestItems = { [table]: items.slice(from, from + 25).map((Item) => ({ PutRequest: { Item } })) };
    await documents.send(new BatchWriteCommand({ RequestItems }));
  }
}
