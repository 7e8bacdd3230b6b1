import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';

/** What can be made again: class paths and Kafka's class data archive. Not data, so `--fresh` leaves it. */
export const cacheDir = path.join(import.meta.dirname, '../../node_modules/.cache/stack');

/** The class path of one of the two modules of pom.xml, as Maven resolved it. */
export function classPath(module: 'kafka' | 'dynamodb'): string {
  return readFileSync(path.join(cacheDir, `${module}.txt`), 'utf8').trim();
}

/**
 * Downloads the jars through Maven into its local repository. Does nothing where the poms are unchanged since the last
 * time and all jars are still there.
 * @param onDownload is told each file's name
 */
export async function resolveJars(onDownload: (file: string) => void = () => {}, signal?: AbortSignal): Promise<void> {
  const stamp = path.join(cacheDir, 'poms.sha256');
  const hash = hashOfPoms();
  if (isResolved(stamp, hash)) return;
  rmSync(cacheDir, { recursive: true, force: true });
  mkdirSync(cacheDir, { recursive: true });
  await runMaven(onDownload, signal);
  writeFileSync(stamp, hash);
}

function hashOfPoms(): string {
  const poms = ['pom.xml', 'kafka/pom.xml', 'dynamodb/pom.xml'];
  return poms
    .reduce((hash, pom) => hash.update(readFileSync(path.join(import.meta.dirname, pom))), createHash('sha256'))
    .digest('hex');
}

function isResolved(stamp: string, hash: string): boolean {
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== hash) return false;
  return [classPath('kafka'), classPath('dynamodb')].flatMap((jars) => jars.split(path.delimiter)).every(existsSync);
}

async function runMaven(onDownload: (file: string) => void, signal: AbortSignal | undefined): Promise<void> {
  const pom = path.join(import.meta.dirname, 'pom.xml');
  const options = ['--batch-mode', '-Dstyle.color=never', '--file', pom, `-DclassPaths=${cacheDir}`];
  const maven = execa('mvn', [...options, 'dependency:build-classpath'], {
    ...{ stdin: 'ignore', all: true, reject: false },
    ...(signal && { cancelSignal: signal }),
  });
  for await (const line of maven.iterable({ from: 'all' })) {
    const [, url] = /Downloaded from \S+: (\S+)/.exec(line) ?? [];
    if (url) onDownload(path.posix.basename(url));
  }
  const { failed, all, message } = await maven;
  signal?.throwIfAborted();
  const errors = all.match(/^\[ERROR\].*$/gm)?.join('\n') ?? message;
  if (failed) throw new Error(`Maven could not resolve the jars of ${pom}:\n${errors}`);
}
