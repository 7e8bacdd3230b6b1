import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';

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
