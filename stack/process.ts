import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { forgetProcess, rememberProcess } from './remembered-processes.ts';
import type { Service } from './service.ts';
import { until } from './until.ts';

export interface ProcessDefinition {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly port: number;
  /** For its data, its log `<name>.log` and the file that remembers it, `<name>.pid`. */
  readonly dir: string;
  /** Without it, the output goes to the log. */
  readonly inheritOutput?: boolean;
  /** Asked again and again until it resolves. A real request: an open port proves nothing. */
  readonly ready: () => Promise<unknown>;
  /** Ends it in an orderly way, within `stopWithinMs`. */
  readonly stopSignal: NodeJS.Signals;
  readonly stopWithinMs: number;
}

/**
 * Starts a process in a process group of its own: a terminal's Ctrl-C then reaches only us, and we say who stops first.
 * @param signal gives up, and leaves nothing running
 * @throws where it ends, or does not answer within a minute: with the end of its log, and nothing left running
 */
export async function startProcess(definition: ProcessDefinition, signal?: AbortSignal): Promise<Service> {
  const service = new ProcessService(definition);
  await service.start(signal);
  return service;
}

const READY_WITHIN_MS = 60_000;

/** What still runs when this process ends, for whatever reason, is killed. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) killGroup(child);
});

class ProcessService implements Service {
  readonly name: string;
  exited: Promise<string> = Promise.resolve('not started');
  readonly #definition: ProcessDefinition;
  #child: ChildProcess | undefined;

  constructor(definition: ProcessDefinition) {
    this.name = definition.name;
    this.#definition = definition;
  }

  start(signal?: AbortSignal): Promise<void> {
    return this.#start('w', signal);
  }

  /** Goes on in the same log: the end of the process before stays there. */
  restart(): Promise<void> {
    return this.#start('a');
  }

  async #start(logFlag: 'w' | 'a', signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.#spawn(logFlag);
    try {
      await this.#untilReady(signal);
    } catch (error) {
      await this.kill();
      throw error;
    }
  }

  async stop(): Promise<void> {
    const child = this.#child;
    if (!child || !running.has(child)) return;
    child.kill(this.#definition.stopSignal);
    child.kill('SIGCONT');
    const force = setTimeout(() => killGroup(child), this.#definition.stopWithinMs);
    await this.exited;
    clearTimeout(force);
  }

  async kill(): Promise<void> {
    if (this.#child && running.has(this.#child)) killGroup(this.#child);
    await this.exited;
  }

  async suspend(): Promise<void> {
    this.#child?.kill('SIGSTOP');
  }

  async resume(): Promise<void> {
    this.#child?.kill('SIGCONT');
  }

  logTail(): string {
    if (this.#definition.inheritOutput) return '';
    const lines = readFileSync(this.#logFile, 'utf8').trimEnd().split('\n');
    return `The end of ${this.#logFile}:\n${lines.slice(-20).join('\n')}`;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  get #logFile(): string {
    return path.join(this.#definition.dir, `${this.#definition.name}.log`);
  }

  #spawn(logFlag: 'w' | 'a'): void {
    const { command, args, env, dir, inheritOutput } = this.#definition;
    mkdirSync(dir, { recursive: true });
    const output = inheritOutput ? 'inherit' : openSync(this.#logFile, logFlag);
    const child = spawn(command, args, {
      detached: true,
      stdio: ['ignore', output, output],
      env: { ...process.env, ...env },
    });
    if (output !== 'inherit') closeSync(output);
    running.add(child);
    rememberProcess(this.#definition, child.pid);
    this.#child = child;
    this.exited = new Promise((resolve) => {
      const gone = (how: string) => {
        killGroup(child);
        running.delete(child);
        forgetProcess(this.#definition);
        resolve(how);
      };
      child.once('exit', (code, signal) => gone(signal ?? `exit code ${code}`));
      child.once('error', (error) => gone(error.message));
    });
  }

  async #untilReady(signal?: AbortSignal): Promise<void> {
    const { ready, port } = this.#definition;
    let ended: string | undefined;
    void this.exited.then((how) => {
      ended = how;
    });
    try {
      await until(ready, {
        withinMs: READY_WITHIN_MS,
        signal,
        check: () => {
          if (ended) throw new Error('ended');
        },
      });
    } catch (cause) {
      signal?.throwIfAborted();
      const what = ended
        ? `ended while it started (${ended})`
        : `did not answer on port ${port} in ${READY_WITHIN_MS} ms`;
      throw new Error(`${this.name} ${what}. ${this.logTail()}`, { cause });
    }
  }
}

/** The process and whatever it started itself. */
function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid) process.kill(-pid, 'SIGKILL');
  } catch {
    // Already gone.
  }
}
