import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { execa } from 'execa';
import { environment, type Settings } from '../settings.ts';

/** `docker compose` with the project's file, name and ports. */
export interface Compose {
  /**
   * @param onLine is given what it prints, line by line
   * @throws where it fails: with what it printed
   */
  run(
    args: readonly string[],
    options?: { onLine?: ((line: string) => void) | undefined; signal?: AbortSignal | undefined },
  ): Promise<string>;
  /** For when this process ends: waits, and never throws. Gives what it printed. */
  runSync(args: readonly string[]): string;
}

/** @param extra environment besides the settings' */
export function newCompose(settings: Settings, extra: Record<string, string> = {}): Compose {
  const file = path.join(import.meta.dirname, '../../docker-compose.yml');
  const command = (args: readonly string[]) => ['compose', '--file', file, '--progress', 'plain', ...args];
  const env = { ...environment(settings), ...extra };
  return {
    async run(args, { onLine, signal } = {}) {
      // In a process group of its own: a terminal's Ctrl-C is not for it.
      const options = { env, stdin: 'ignore', all: true, detached: true, reject: false } as const;
      const running = execa('docker', command(args), { ...options, ...(signal && { cancelSignal: signal }) });
      if (onLine) for await (const line of running.iterable({ from: 'all' })) onLine(line);
      const { failed, all } = await running;
      signal?.throwIfAborted();
      if (failed) throw new Error(`docker compose ${args.join(' ')} failed:\n${all}`);
      return all;
    },
    runSync: (args) => {
      const { stdout, stderr } = spawnSync('docker', command(args), {
        env: { ...process.env, ...env },
        encoding: 'utf8',
      });
      return `${stdout}${stderr}`;
    },
  };
}
