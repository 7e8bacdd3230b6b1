#!/usr/bin/env node
import { readFile } from 'node:fs/promises';
import { type AwsSettings, localEndpoint } from './aws-client.ts';
import { type Arguments, parseArguments, UsageError, usage } from './cli/arguments.ts';
import { readStackMappings } from './cli/stack.ts';
import { type Definition, readConfigMappings } from './definition.ts';
import { startEventSources } from './event-sources.ts';
import { lambdaEndpointInvoker } from './invokers/lambda-endpoint.ts';
import type { Log } from './log.ts';
import { settingsFrom } from './settings.ts';
import { onStopSignal } from './stop-signals.ts';

const log: Log = {
  error: (message) => console.error(message),
  warning: (message) => console.error(`warning: ${message}`),
  notice: (message) => console.log(message),
  debug: () => {},
};

try {
  const given = parseArguments(process.argv.slice(2));
  if (given) await run(given);
  else log.notice(usage);
} catch (error) {
  const { message, code } = error as NodeJS.ErrnoException;
  log.error(`msk-event-source: ${message || code}`);
  if (error instanceof UsageError) log.error('Try --help.');
  process.exitCode = error instanceof UsageError ? 2 : 1;
}

async function run(given: Arguments): Promise<void> {
  const { endpoint, region, yes: allowAws, brokers, statusPort } = given;
  const aws: AwsSettings = { endpoint, allowAws };
  if (!allowAws && !localEndpoint('LAMBDA', aws)) {
    throw new UsageError(
      `this would invoke functions of AWS itself, in ${region}: add --yes, or --endpoint URL of another`,
    );
  }
  const settings = settingsFrom({ ...(brokers && { brokers }), ...(statusPort !== undefined && { statusPort }) });
  const { mappings, warnings } = await readMappings(given, aws);
  if (mappings.length === 0) throw new Error('there is no Kafka event source mapping');
  for (const warning of warnings) log.warning(warning);

  const stopRequested = new Promise((resolve) => onStopSignal(resolve, process.exit));
  const invoker = lambdaEndpointInvoker(region, aws);
  const sources = await startEventSources({ mappings, settings, aws, invoker, log });
  log.notice(`${await stopRequested}: waits for running invocations, then ends. Once more ends at once.`);
  await sources.stop();
}

async function readMappings({ mappings, region }: Arguments, aws: AwsSettings): Promise<Definition> {
  if ('stack' in mappings) return readStackMappings(mappings.stack, region, aws);
  return readConfigMappings(parseConfig(mappings.config, await readFile(mappings.config, 'utf8')), { region });
}

function parseConfig(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${file} is not JSON: ${(error as Error).message}`);
  }
}
