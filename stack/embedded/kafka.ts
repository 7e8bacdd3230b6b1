import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { kafkaAnswers } from '../answers.ts';
import { startProcess } from '../process.ts';
import type { Service } from '../service.ts';
import { cacheDir, classPath } from './jars.ts';
import { java, logErrorsOnly, quickStart } from './java.ts';

export interface KafkaOptions {
  readonly port: number;
  readonly controllerPort: number;
  /** Holds data and log: start again with the same one to have the records back. */
  readonly dir: string;
}

/**
 * Starts an Apache Kafka broker (KRaft, one node) on 127.0.0.1. Needs `resolveJars` before.
 * @throws where it does not come up, with the end of its log
 */
export async function startKafka({ port, controllerPort, dir }: KafkaOptions, signal?: AbortSignal): Promise<Service> {
  const logDir = path.join(dir, 'data');
  const properties = path.join(dir, 'server.properties');
  mkdirSync(dir, { recursive: true });
  writeFileSync(properties, serverProperties({ port, controllerPort, logDir }));
  if (!existsSync(path.join(logDir, 'meta.properties'))) format(properties);
  const archive = classDataArchive();
  const service = await startProcess(
    {
      name: 'kafka',
      command: java,
      args: [...archive.flags, ...jvm, '-Xms64m', '-Xmx256m', '-cp', classPath('kafka'), 'kafka.Kafka', properties],
      port,
      dir,
      ready: () => kafkaAnswers(port),
      stopSignal: 'SIGTERM',
      stopWithinMs: 20_000,
    },
    signal,
  );
  void service.exited.then(archive.keep);
  return service;
}

const jvm = [...quickStart, logErrorsOnly];

function serverProperties(values: Record<string, string | number>): string {
  const template = readFileSync(path.join(import.meta.dirname, 'kafka/server.properties'), 'utf8');
  return template.replaceAll(/{{(\w+)}}/g, (_, name) => String(values[name]));
}

/** The node's metadata; a directory that was formatted keeps it, and its records, from start to start. */
function format(properties: string): void {
  const clusterId = Buffer.from('users-and-orders').toString('base64url');
  const tool = ['kafka.tools.StorageTool', 'format', '--cluster-id', clusterId, '--config', properties];
  const { status, stderr, error } = spawnSync(java, [...jvm, '-cp', classPath('kafka'), ...tool], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`Kafka's storage could not be formatted: ${error?.message ?? stderr}`);
}

/**
 * Kafka's classes as the JVM has them in memory: with it the broker starts in half the time. The first broker that is
 * stopped in an orderly way writes it. A JVM that it does not fit ignores it.
 */
function classDataArchive(): { flags: string[]; keep: () => void } {
  const file = path.join(cacheDir, 'kafka.jsa');
  const quiet = ['-Xlog:cds=off', '-Xlog:cds+dynamic=off'];
  if (existsSync(file)) return { flags: [`-XX:SharedArchiveFile=${file}`, ...quiet], keep: () => {} };
  const written = `${file}.${randomUUID()}`;
  return {
    flags: [`-XX:ArchiveClassesAtExit=${written}`, ...quiet],
    keep: () => existsSync(written) && renameSync(written, file),
  };
}
