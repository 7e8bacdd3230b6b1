import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  ListTablesCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { parse } from 'yaml';
import { dynamodbClient } from './dynamodb-client.ts';
import type { Settings } from './settings.ts';

const root = path.join(import.meta.dirname, '..');

/** The tables of every service, as functions/<service>/table.yml defines them. */
export const definedTables = () =>
  globSync('functions/*/table.yml', { cwd: root })
    .sort()
    .flatMap((file) => readTables(readFileSync(path.join(root, file), 'utf8')));

/** Creates the tables that are not there yet. */
export async function createTables(settings: Settings): Promise<void> {
  const client = dynamodbClient(settings.dynamodbPort);
  for (const table of await missingTables(settings)) {
    await client.send(new CreateTableCommand(table));
    await waitUntilTableExists({ client, maxWaitTime: 60, minDelay: 1 }, { TableName: table.TableName });
  }
  client.destroy();
}

export async function missingTables({ dynamodbPort }: Settings): Promise<CreateTableCommandInput[]> {
  const client = dynamodbClient(dynamodbPort);
  const { TableNames: existing = [] } = await client.send(new ListTablesCommand());
  client.destroy();
  return definedTables().filter(({ TableName = '' }) => !existing.includes(TableName));
}

/**
 * The tables of a CloudFormation template, as CreateTable takes them.
 * @throws where a table has a property that CreateTable does not take: the stack would then differ from AWS unseen
 */
export function readTables(template: string): CreateTableCommandInput[] {
  const { Resources } = parse(template) as { Resources: Record<string, Resource> };
  return Object.entries(Resources)
    .filter(([, { Type }]) => Type === 'AWS::DynamoDB::Table')
    .map(([logicalId, { Properties }]) => toCreateTable(logicalId, Properties));
}

interface Resource {
  Type: string;
  Properties: Record<string, unknown>;
}

const sameInCreateTable = ['TableName', 'BillingMode', 'AttributeDefinitions', 'KeySchema', 'GlobalSecondaryIndexes'];

/** DynamoDB Local has no backups: without a meaning here. */
const onlyOnAws = ['PointInTimeRecoverySpecification'];

function toCreateTable(logicalId: string, properties: Record<string, unknown>): CreateTableCommandInput {
  const { StreamSpecification: stream, ...others } = properties;
  const unknown = Object.keys(others).find((name) => ![...sameInCreateTable, ...onlyOnAws].includes(name));
  if (unknown) throw new Error(`${logicalId} has ${unknown}: say in stack/tables.ts what that means locally`);
  const table = Object.fromEntries(Object.entries(others).filter(([name]) => !onlyOnAws.includes(name)));
  return {
    ...table,
    ...(stream ? { StreamSpecification: { StreamEnabled: true, ...stream } } : {}),
  } as CreateTableCommandInput;
}
