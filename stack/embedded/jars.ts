import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

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

function runMaven(onDownload: (file: string) => void, signal: AbortSignal | undefined): Promise<void> {
  const pom = path.join(import.meta.dirname, 'pom.xml');
  const args = ['--batch-mode', '--file', pom, `-DclassPaths=${cacheDir}`, 'dependency:build-classpath'];
  const maven = spawn('mvn', args, { stdio: ['ignore', 'pipe', 'inherit'], signal });
  let output = '';
  maven.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    for (const [, url] of text.matchAll(/Downloaded from \S+: (\S+)/g)) onDownload(path.posix.basename(url ?? ''));
  });
  return new Promise((resolve, reject) => {
    maven.once('error', reject);
    maven.once('close', (code) => {
      if (code === 0) resolve();
      else
        reject(
          new Error(`Maven could not resolve the jars of ${pom}:\n${output.match(/^\[ERROR\].*$/gm)?.join('\n')}`),
        );
    });
  });
}
