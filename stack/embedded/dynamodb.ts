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

/** For Jetty's XmlConfiguration. */
export const dynamodbConfiguration = path.join(import.meta.dirname, 'dynamodb/jetty.xml');

/**
 * Starts DynamoDB Local on 127.0.0.1, as dynamodb/jetty.xml puts it together. Each access key has a database of its own
 * (a shared one slows all writes down once a few tables have streams). Needs `resolveJars` before.
 * @throws where it does not come up, with the end of its log
 */
export function startDynamodb({ port, dir }: DynamodbOptions, signal?: AbortSignal): Promise<Service> {
  const data = path.join(dir, 'data');
  const tmp = path.join(dir, 'tmp');
  mkdirSync(data, { recursive: true });
  // At each start it unpacks its native library, and leaves it behind when it is killed.
  rmSync(tmp, { recursive: true, force: true });
  mkdirSync(tmp);
  const main = ['-cp', classPath('dynamodb'), 'org.eclipse.jetty.xml.XmlConfiguration'];
  return startProcess(
    {
      name: 'dynamodb',
      command: java,
      args: [
        ...[...quickStart, logErrorsOnly, '-Xms32m', '-Xmx256m', `-Djava.io.tmpdir=${tmp}`, ...main],
        ...[`port=${port}`, `dbPath=${data}`, dynamodbConfiguration],
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
