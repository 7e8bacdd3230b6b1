import { execFile } from 'node:child_process';
import { globSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { rememberedProcesses } from '../../stack/remembered-processes.ts';
import type { Component } from './component.ts';
import type { Fault } from './plan.ts';
import type { System } from './system.ts';

/** How long something that the load brings about is waited for. */
const COMES_WITHIN_MS = 20_000;

/**
 * Makes a component fail, and brings it back.
 * @returns whether it met what it waited for, and what there is to say about it
 */
export async function inject(
  { component, kind, durationMs }: Fault,
  system: System,
  signal: AbortSignal,
): Promise<{ tookEffect: boolean; note: string }> {
  const target = system.components[component];
  const { service } = target;
  const away = () => delay(durationMs, undefined, { signal });
  switch (kind) {
    case 'SIGSTOP':
      await service.suspend();
      await away().finally(() => service.resume());
      return { tookEffect: true, note: '' };
    case 'SIGKILL':
      await service.kill();
      return { tookEffect: true, note: await backAfter(away, target, signal) };
    case 'leaves and joins':
      await service.stop();
      return { tookEffect: true, note: await backAfter(away, target, signal) };
    case 'SIGKILL in an invocation': {
      const isInvoking = await inTime(system.eventSource.invocation(), signal);
      await service.kill();
      const note = isInvoking ? '' : 'no invocation came; ';
      return { tookEffect: isInvoking, note: `${note}${await backAfter(away, target, signal)}` };
    }
    case 'disk full': {
      const note = await fillDisk(target, system.settings.localDir, signal);
      await service.kill();
      return { tookEffect: note === '', note: `${note}${await backAfter(away, target, signal)}` };
    }
  }
}

async function backAfter(away: () => Promise<void>, target: Component, signal: AbortSignal): Promise<string> {
  await away();
  const begun = performance.now();
  await target.restart(signal);
  return `up again in ${((performance.now() - begun) / 1_000).toFixed(1)} s`;
}

/**
 * The largest size that a file of the broker may have becomes the size of its smallest segment that grows, so that the
 * next record finds no room. It ends with the process. @returns what did not go like that
 */
async function fillDisk({ service }: Component, localDir: string, signal: AbortSignal): Promise<string> {
  const broker = rememberedProcesses(localDir).find(({ name }) => name === service.name);
  const segments = globSync('kafka/data/{user,order}_created-*/*.log', { cwd: localDir });
  const bytes = Math.min(...segments.map((file) => statSync(path.join(localDir, file)).size));
  try {
    await promisify(execFile)('prlimit', ['--pid', String(broker?.pid), `--fsize=${bytes}`]);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return 'killed, since there is no prlimit here (util-linux); ';
  }
  return (await inTime(service.exited, signal)) ? '' : 'did not stop itself; ';
}

/** @returns whether it came in time */
const inTime = (event: Promise<unknown>, signal: AbortSignal): Promise<boolean> =>
  Promise.race([event.then(() => true), delay(COMES_WITHIN_MS, false, { signal })]);
