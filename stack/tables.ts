import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  ListTablesCommand,
  type TimeToLiveSpecification,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { parse } from 'yaml';
import { dynamodbClient } from './dynamodb-client.ts';
import type { Settings } from './settings.ts';

/** CreateTable has no time to live: that is a call of its own. */
interface TableDefinition {
  readonly create: CreateTableCommandInput;
  readonly timeToLive: TimeToLiveSpecification | undefined;
}

const root = path.join(import.meta.dirname, '..');

/** The tables of every service, as functions/<service>/table.yml defines them. */
export const definedTables = () =>
  globSync('functions/*/table.yml', { cwd: root })
    .sort()
    .flatMap((file) => readTables(readFileSync(path.join(root, file), 'utf8')));

/** Creates the tables that are not there yet. */
export async function createTables(settings: Settings): Promise<void> {
  const client = dynamodbClient(settings.dynamodbPort);
  for (const { create, timeToLive } of await missingTables(settings)) {
    const { TableName } = create;
    await client.send(new CreateTableCommand(create));
    await waitUntilTableExists({ client, maxWaitTime: 60, minDelay: 1 }, { TableName });
    if (timeToLive) {
      await client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification: timeToLive }));
    }
  }
  client.destroy();
}

export async function missingTables({ dynamodbPort }: Settings): Promise<TableDefinition[]> {
  const client = dynamodbClient(dynamodbPort);
  const { TableNames: existing = [] } = await client.send(new ListTablesCommand());
  client.destroy();
  return definedTables().filter(({ create }) => !existing.includes(create.TableName ?? ''));
}

/**
 * The tables of a CloudFormation template, as CreateTable and UpdateTimeToLive take them.
 * @throws where a table has a property that neither takes: the stack would then differ from AWS unseen
 */
export function readTables(template: string): TableDefinition[] {
  const { Resources } = parse(template) as { Resources: Record<string, Resource> };
  return Object.entries(Resources)
    .filter(([, { Type }]) => Type === 'AWS::DynamoDB::Table')
    .map(([logicalId, { Properties }]) => toDefinition(logicalId, Properties));
}

interface Resource {
  Type: string;
  Properties: Record<string, unknown>;
}

const sameInCreateTable = ['TableName', 'BillingMode', 'AttributeDefinitions', 'KeySchema', 'GlobalSecondaryIndexes'];

/** DynamoDB Local has no backups: without a meaning here. */
const onlyOnAws = ['PointInTimeRecoverySpecification'];

function toDefinition(logicalId: string, properties: Record<string, unknown>): TableDefinition {
  const { StreamSpecification: stream, TimeToLiveSpecification: timeToLive, ...others } = properties;
  const unknown = Object.keys(others).find((name) => ![...sameInCreateTable, ...onlyOnAws].includes(name));
  if (unknown) throw new Error(`${logicalId} has ${unknown}: say in stack/tables.ts what that means locally`);
  const table = Object.fromEntries(Object.entries(others).filter(([name]) => !onlyOnAws.includes(name)));
  const create = { ...table, ...(stream ? { StreamSpecification: { StreamEnabled: true, ...stream } } : {}) };
  return { create: create as CreateTableCommandInput, timeToLive: timeToLive as TimeToLiveSpecification | undefined };
}
