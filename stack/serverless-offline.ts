import path from 'node:path';
import { startProcess } from './process.ts';
import type { Service } from './service.ts';
import { environment, type Settings } from './settings.ts';

const serverless = path.join(import.meta.dirname, '../node_modules/serverless/bin/serverless.js');

/** Starts `serverless offline` on the ports of the settings: HTTP, the streams and the Kafka event sources. */
export function startServerlessOffline(
  settings: Settings,
  { inheritOutput, env, signal }: { inheritOutput: boolean; env?: NodeJS.ProcessEnv; signal?: AbortSignal | undefined },
): Promise<Service> {
  return startProcess(
    {
      name: 'serverless-offline',
      command: process.execPath,
      // kafkajs 2.2.4 sets negative timeouts, which are harmless.
      args: ['--disable-warning=TimeoutNegativeWarning', serverless, 'offline'],
      env: { ...environment(settings), ...env },
      port: settings.httpPort,
      dir: settings.localDir,
      inheritOutput,
      // Answered by a function: 404.
      ready: () => fetch(`http://127.0.0.1:${settings.httpPort}/`, { signal: AbortSignal.timeout(10_000) }),
      stopSignal: 'SIGINT',
      stopWithinMs: 40_000,
    },
    signal,
  );
}
