// npm start: Kafka, DynamoDB and the functions, until Ctrl-C. npm run stack: without the functions.
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { chooseStack } from './choice.ts';
import { untilInterrupted } from './interruption.ts';
import { assertPortsFree, portsOfFunctions, portsOfStack } from './ports.ts';
import { shownStep as step } from './progress.ts';
import { assertNothingLeftOver } from './remembered-processes.ts';
import { startServerlessOffline } from './serverless-offline.ts';
import type { Service } from './service.ts';
import { readSettings } from './settings.ts';
import { startStack } from './stack.ts';
import { welcome } from './welcome.ts';

await untilInterrupted(async (signal) => {
  const options = readOptions();
  const settings = readSettings();
  const kind = await chooseStack(options.stack);
  assertNothingLeftOver(settings.localDir);
  await assertPortsFree([...portsOfStack(settings, kind), ...(options.functions ? portsOfFunctions(settings) : [])]);
  if (options.fresh) wipe(settings.localDir);

  await using stack = await startStack(kind, { settings, step, signal });
  await using functions = options.functions
    ? await startServerlessOffline(settings, { inheritOutput: true, signal })
    : undefined;
  signal.throwIfAborted();
  console.log(welcome(settings, kind, options.functions));
  await throwAtFirstEnd([stack.kafka, stack.dynamodb, ...(functions ? [functions] : [])], signal);
});

function readOptions() {
  return parseArgs({
    allowNegative: true,
    options: {
      stack: { type: 'string', ...(process.env.STACK ? { default: process.env.STACK } : {}) },
      fresh: { type: 'boolean', default: false },
      functions: { type: 'boolean', default: true },
    },
  }).values;
}

/** Items, records and how far the streams are read belong together: each alone would lose or double events. */
function wipe(localDir: string): void {
  for (const name of ['dynamodb', 'kafka', 'checkpoints.json']) {
    rmSync(path.join(localDir, name), { recursive: true, force: true });
  }
}

async function throwAtFirstEnd(services: Service[], signal: AbortSignal): Promise<void> {
  const ends = services.map(async (service) => ({ service, how: await service.exited }));
  const first = await Promise.race([...ends, once(signal, 'abort').then(() => undefined)]);
  if (first) throw new Error(`${first.service.name} ended (${first.how}). ${first.service.logTail()}`);
}
