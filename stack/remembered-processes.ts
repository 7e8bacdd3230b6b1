import { spawnSync } from 'node:child_process';
import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A process as the folder that it works in remembers it, for a later start that finds it left over. */
export interface RememberedProcess {
  readonly name: string;
  readonly pid: number;
  readonly port: number;
}

interface Identity {
  readonly name: string;
  readonly args: readonly string[];
  readonly port: number;
  readonly dir: string;
}

export function rememberProcess({ name, args, port, dir }: Identity, pid: number | undefined): void {
  writeFileSync(pidFile({ name, dir }), JSON.stringify({ name, pid, port, args }));
}

export function forgetProcess(identity: Pick<Identity, 'name' | 'dir'>): void {
  rmSync(pidFile(identity), { force: true });
}

/** @throws where processes that were started with this folder still run: with what they are, and how to stop them */
export function assertNothingLeftOver(dir: string): void {
  const processes = rememberedProcesses(dir);
  if (processes.length === 0) return;
  throw new Error(
    [
      `${dir} is in use: another start works with it, or was killed and left behind`,
      ...processes.map(({ name, port, pid }) => `  ${name}, port ${port}, process ${pid}`),
      `Stop that: kill ${processes.map(({ pid }) => pid).join(' ')}. Or choose another folder and other ports: LOCAL_DIR, KAFKA_PORT, …`,
    ].join('\n'),
  );
}

/** Those that still run, of all that were remembered in a folder and the folders in it. */
export function rememberedProcesses(dir: string): RememberedProcess[] {
  return globSync('**/*.pid', { cwd: dir })
    .map((file) => JSON.parse(readFileSync(path.join(dir, file), 'utf8')))
    .filter(stillRuns)
    .map(({ name, pid, port }) => ({ name, pid, port }));
}

const pidFile = ({ name, dir }: Pick<Identity, 'name' | 'dir'>) => path.join(dir, `${name}.pid`);

/** Its arguments must be the same: after a restart of the machine, the id may be another program's. */
function stillRuns({ pid, args }: RememberedProcess & Identity): boolean {
  const { stdout } = spawnSync('ps', ['-ww', '-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
  return Boolean(stdout) && args.every((arg) => stdout.includes(arg));
}
