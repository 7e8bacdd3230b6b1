import { createHash } from 'node:crypto';
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import { python313 } from './python.ts';

/** The last version that needs no account. constraints.txt has what was there when it was published. */
const LOCALSTACK = 'localstack-core[runtime]==4.14.0';

const venv = path.join(import.meta.dirname, '../../node_modules/.cache/localstack/venv');

/**
 * Installs LocalStack and host_executor.py into a virtual environment, once (500 MB). Returns that environment's Python.
 * @param onPackage is told each package's name
 * @throws where there is no Python 3.13, or a package cannot be had
 */
export async function installLocalStack(onPackage: (name: string) => void, signal?: AbortSignal): Promise<string> {
  const python = path.join(venv, 'bin/python');
  const stamp = path.join(venv, 'installed.sha256');
  const hash = hashOf(['constraints.txt', 'executor/pyproject.toml', 'executor/host_executor.py']);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return python;
  rmSync(venv, { recursive: true, force: true });
  await run([await python313(), '-m', 'venv', venv], onPackage, signal);
  // pip builds where the sources are.
  const executor = path.join(venv, 'executor');
  cpSync(inThisFolder('executor'), executor, { recursive: true });
  await run([python, '-m', 'pip', 'install', ...pipOptions, LOCALSTACK, executor], onPackage, signal);
  writeFileSync(stamp, hash);
  return python;
}

const inThisFolder = (file: string) => path.join(import.meta.dirname, file);

const pipOptions = [
  ...['--disable-pip-version-check', '--no-input', '--progress-bar=off'],
  ...['--constraint', inThisFolder('constraints.txt')],
];

function hashOf(files: string[]): string {
  return files
    .reduce((hash, file) => hash.update(readFileSync(inThisFolder(file))), createHash('sha256').update(LOCALSTACK))
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
  if (failed) throw new Error(`LocalStack could not be installed: ${shortMessage}\n${all}`);
}
