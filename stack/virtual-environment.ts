import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import { python313 } from './python.ts';

export interface Requirements {
  /** What pip is told to install, as on its command line. */
  readonly arguments: readonly string[];
  /** Files that these arguments name: when one changes, all is installed anew. */
  readonly files: readonly string[];
}

const cache = path.join(import.meta.dirname, '../node_modules/.cache/python');

/**
 * Makes a virtual environment of Python 3.13 and installs into it, once. Gives its `bin` folder.
 * @param onPackage is told each package's name
 * @throws where there is no Python 3.13, or a package cannot be had
 */
export async function virtualEnvironment(
  name: string,
  requirements: Requirements,
  onPackage: (name: string) => void,
  signal?: AbortSignal,
): Promise<string> {
  const venv = path.join(cache, name);
  const bin = path.join(venv, 'bin');
  const stamp = path.join(venv, 'installed.sha256');
  const hash = hashOf(requirements);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return bin;
  rmSync(venv, { recursive: true, force: true });
  await run([await python313(), '-m', 'venv', venv], onPackage, signal);
  const pip = ['-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', '--progress-bar=off'];
  await run([path.join(bin, 'python'), ...pip, ...requirements.arguments], onPackage, signal);
  writeFileSync(stamp, hash);
  return bin;
}

function hashOf({ arguments: words, files }: Requirements): string {
  return files
    .reduce((hash, file) => hash.update(readFileSync(file)), createHash('sha256').update(words.join(' ')))
    .digest('hex');
}

async function run([command = '', ...args]: string[], onPackage: (name: string) => void, signal?: AbortSignal) {
  const running = execa(command, args, {
    ...{ stdin: 'ignore', all: true, reject: false, detached: true },
    ...(signal && { cancelSignal: signal }),
  });
  for await (const line of running.iterable({ from: 'all' })) {
    const [, name] = /^Collecting ([\w.-]+)/.exec(line) ?? [];
    if (name) onPackage(name);
  }
  const { failed, all, shortMessage } = await running;
  signal?.throwIfAborted();
  if (failed) throw new Error(`${args.join(' ')} failed: ${shortMessage}\n${all}`);
}
