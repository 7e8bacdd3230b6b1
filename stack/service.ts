import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

export interface ServiceDefinition {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Standard output and error of this start. */
  readonly logFile: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Asked again and again until it resolves: a real request, for an open port proves nothing. */
  readonly ready: () => Promise<unknown>;
  readonly readyWithinMs: number;
  /** The signal that ends it in an orderly way, and how long that may take. */
  readonly stopSignal: NodeJS.Signals;
  readonly stopWithinMs: number;
}

/** A process that was started and has answered. */
export interface Service {
  readonly name: string;
  readonly pid: number;
  readonly logFile: string;
  /** Resolves when the process is gone, whatever ended it, with how it ended ("exit code 1", "SIGKILL"). */
  readonly exited: Promise<string>;
  /** Sends the signal to it, and SIGKILL when it takes too long. Resolves when the process is gone. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/**
 * Starts a process in a process group of its own, so that a terminal's Ctrl-C reaches only us and we say who stops
 * first.
 * @throws where it ends or does not answer in time: with the end of its log, and nothing left running
 */
export async function startService(definition: ServiceDefinition): Promise<Service> {
  const service = spawnService(definition);
  try {
    await untilReady(definition, service);
    return service;
  } catch (error) {
    await service.stop('SIGKILL');
    throw error;
  }
}

/** The last lines of a log, for messages. */
export function logTail(logFile: string, lines = 20): string {
  return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
}

function spawnService({ name, command, args, logFile, env, stopSignal, stopWithinMs }: ServiceDefinition): Service {
  mkdirSync(path.dirname(logFile), { recursive: true });
  const log = openSync(logFile, 'w');
  const child = spawn(command, args, { detached: true, stdio: ['ignore', log, log], env: { ...process.env, ...env } });
  closeSync(log);
  const exited = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
    child.once('error', (error) => resolve(error.message));
  });
  const stop = async (signal: NodeJS.Signals = stopSignal) => {
    child.kill(signal);
    const forced = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
    await exited;
    clearTimeout(forced);
  };
  return { name, pid: child.pid ?? -1, logFile, exited, stop };
}

async function untilReady({ name, ready, readyWithinMs, logFile }: ServiceDefinition, service: Service): Promise<void> {
  const failure = (what: string, cause?: unknown) =>
    new Error(`${name} ${what}. The end of ${logFile}:\n${logTail(logFile)}`, { cause });
  const deadline = Date.now() + readyWithinMs;
  const ended = service.exited.then((how) => {
    throw failure(`ended while it started (${how})`);
  });
  const answered = async () => {
    for (;;) {
      try {
        return await ready();
      } catch (error) {
        if (Date.now() > deadline) throw failure(`did not answer within ${readyWithinMs} ms`, error);
        await delay(25);
      }
    }
  };
  await Promise.race([answered(), ended]);
}
