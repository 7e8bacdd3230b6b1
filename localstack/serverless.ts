import path from 'node:path';
import { execa } from 'execa';
import type { Settings } from '../stack/settings.ts';
import { localStackEnvironment } from './address.ts';
import { startEcrStub } from './ecr-stub.ts';

const bin = path.join(import.meta.dirname, '../node_modules/serverless/bin/serverless.js');

/**
 * `serverless deploy` or `remove` of stage local, on LocalStack.
 * @param parameters name=value, of `params` in serverless.yml
 * @throws where it fails: with what it printed
 */
export async function serverless(
  command: 'deploy' | 'remove',
  settings: Settings,
  { parameters = [], signal }: { parameters?: readonly string[]; signal?: AbortSignal | undefined } = {},
): Promise<void> {
  await using ecr = await startEcrStub();
  const args = [command, '--stage', 'local', ...parameters.map((parameter) => `--param=${parameter}`)];
  const { failed, all } = await execa(process.execPath, [bin, ...args], {
    ...{ stdin: 'ignore', all: true, reject: false, detached: true },
    env: { ...localStackEnvironment(settings), AWS_ENDPOINT_URL_ECR: ecr.url },
    ...(signal && { cancelSignal: signal }),
  });
  signal?.throwIfAborted();
  if (failed) throw new Error(`serverless ${args.join(' ')} failed:\n${all}`);
}
