import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { environment, type Settings } from '../../stack/settings.ts';
import { eventually } from './eventually.ts';

/** `npm <args>` in a process group of its own, as a terminal runs it. */
export class Npm {
  output = '';
  readonly #process: ChildProcess;
  readonly #ended: Promise<unknown[]>;

  constructor(args: string[], settings: Settings, others: NodeJS.ProcessEnv = {}) {
    const env = { ...process.env, ...environment(settings), ...others };
    this.#process = spawn('npm', args, { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#ended = once(this.#process, 'close');
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.output += text;
      });
    }
  }

  /** Resolves once it has said so. */
  said(text: string): Promise<void> {
    return eventually(
      () => {
        if (!this.output.includes(text)) throw new Error(`npm has not said "${text}":\n${this.output}`);
      },
      { withinMs: 120_000 },
    );
  }

  /** Sends the signal to the whole group, as Ctrl-C does. */
  signal(signal: NodeJS.Signals | 0): void {
    process.kill(-(this.#process.pid ?? 0), signal);
  }

  /** Resolves with the exit code when it and all that writes to its output is gone; null where a signal ended it. */
  async end(): Promise<unknown> {
    const [exitCode] = await this.#ended;
    return exitCode;
  }
}
