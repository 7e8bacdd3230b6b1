import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { dynamodbAnswers } from '../answers.ts';
import { startProcess } from '../process.ts';
import type { Service } from '../service.ts';
import { classPath } from './jars.ts';
import { java, logErrorsOnly, quickStart } from './java.ts';

export interface DynamodbOptions {
  readonly port: number;
  /** Holds data and log: start again with the same one to have the tables, items and streams back. */
  readonly dir: string;
}

/**
 * Starts DynamoDB Local. It has no option for an address and listens on all of them. Each access key has a database of
 * its own (`-sharedDb` slows all writes down once a few tables have streams). Needs `resolveJars` before.
 * @throws where it does not come up, with the end of its log
 */
export function startDynamodb({ port, dir }: DynamodbOptions, signal?: AbortSignal): Promise<Service> {
  const data = path.join(dir, 'data');
  const tmp = path.join(dir, 'tmp');
  mkdirSync(data, { recursive: true });
  // At each start it unpacks its native library, and leaves it behind when it is killed.
  rmSync(tmp, { recursive: true, force: true });
  mkdirSync(tmp);
  const main = ['-cp', classPath('dynamodb'), 'software.amazon.dynamodb.services.local.main.ServerRunner'];
  return startProcess(
    {
      name: 'dynamodb',
      command: java,
      args: [
        ...[...quickStart, logErrorsOnly, '-Xms32m', '-Xmx256m', `-Djava.io.tmpdir=${tmp}`, ...main],
        ...['-dbPath', data, '-disableTelemetry', '-port', String(port)],
      ],
      port,
      dir,
      ready: () => dynamodbAnswers(port),
      stopSignal: 'SIGTERM',
      stopWithinMs: 10_000,
    },
    signal,
  );
}
