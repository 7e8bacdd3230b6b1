import { readFileSync } from 'node:fs';
import { CloudWatchLogsClient, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import { deployedStage } from './capabilities.ts';
import { functionName } from './invoke.ts';

/** What the function logged, and without a deployment what all of them did. Quotes inside JSON strings are plain ones. */
export async function functionLog(key: string): Promise<string> {
  const log = deployedStage() ? await cloudWatchLog(key) : readFileSync(process.env.OFFLINE_LOG ?? '', 'utf8');
  return log.replaceAll('\\"', '"');
}

let client: CloudWatchLogsClient | undefined;

async function cloudWatchLog(key: string): Promise<string> {
  client ??= new CloudWatchLogsClient();
  const pages = paginateFilterLogEvents({ client }, { logGroupName: `/aws/lambda/${functionName(key)}` });
  return (await Array.fromAsync(pages)).flatMap(({ events = [] }) => events.map(({ message }) => message)).join('\n');
}
