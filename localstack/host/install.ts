import { cpSync } from 'node:fs';
import path from 'node:path';
import { virtualEnvironment } from '../../stack/virtual-environment.ts';

/** The last version that needs no account. constraints.txt has what was there when it was published. */
const LOCALSTACK = 'localstack-core[runtime]==4.14.0';

/** pip builds where the sources are. */
const executor = path.join(import.meta.dirname, '../../node_modules/.cache/python/localstack-executor');

const inThisFolder = (file: string) => path.join(import.meta.dirname, file);

/**
 * Installs LocalStack and host_executor.py into a virtual environment, once (500 MB). Gives that environment's Python.
 * @param onPackage is told each package's name
 * @throws where there is no Python 3.13, or a package cannot be had
 */
export async function installLocalStack(onPackage: (name: string) => void, signal?: AbortSignal): Promise<string> {
  cpSync(inThisFolder('executor'), executor, { recursive: true });
  const requirements = {
    arguments: ['--constraint', inThisFolder('constraints.txt'), LOCALSTACK, executor],
    files: ['constraints.txt', 'executor/pyproject.toml', 'executor/host_executor.py'].map(inThisFolder),
  };
  return path.join(await virtualEnvironment('localstack', requirements, onPackage, signal), 'python');
}
