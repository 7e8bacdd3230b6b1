import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * A Python 3.13 that runs and can make virtual environments: PYTHON_3_13, `python3.13`, or one of pyenv's.
 * @throws where there is none
 */
export async function python313(): Promise<string> {
  const { PYTHON_3_13 } = process.env;
  const candidates = PYTHON_3_13 ? [PYTHON_3_13] : ['python3.13', ...(await pythonsOfPyenv())];
  for (const candidate of candidates) if (await isPython313(candidate)) return candidate;
  const tried = candidates.join(', ');
  throw new Error(`There is no Python 3.13 with venv (tried: ${tried}). Install it, or set PYTHON_3_13 to its path.`);
}

/** A shim of pyenv's is on the PATH even where it does not run. */
async function isPython313(command: string): Promise<boolean> {
  const check = 'import ensurepip, sys, venv; sys.exit(sys.version_info[:2] != (3, 13))';
  return run(command, ['-c', check]).then(
    () => true,
    () => false,
  );
}

async function pythonsOfPyenv(): Promise<string[]> {
  const { stdout } = await run('pyenv', ['root']).catch(() => ({ stdout: '' }));
  return stdout ? globSync(path.join(stdout.trim(), 'versions/3.13.*/bin/python3.13')) : [];
}
