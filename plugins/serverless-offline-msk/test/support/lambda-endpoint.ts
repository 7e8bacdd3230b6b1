import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { freePorts } from '../../../../stack/ports.ts';
import { eventually } from './eventually.ts';

const serverless = path.resolve(import.meta.dirname, '../../../../node_modules/serverless/bin/serverless.js');

/** serverless-offline with the functions of `fixtures/lambda-endpoint`, which speaks Lambda's Invoke API. */
export async function startLambdaEndpoint() {
  const [httpPort, lambdaPort] = await freePorts(2);
  const endpoint = `http://127.0.0.1:${lambdaPort}`;
  const offline = spawn(process.execPath, [serverless, 'offline'], {
    cwd: path.resolve(import.meta.dirname, '../fixtures/lambda-endpoint'),
    env: { ...process.env, HTTP_PORT: String(httpPort), LAMBDA_PORT: String(lambdaPort) },
    stdio: 'ignore',
  });
  await eventually(() => fetch(endpoint), { withinMs: 30_000 });
  return {
    endpoint,
    async stop() {
      offline.kill('SIGINT');
      await once(offline, 'exit');
    },
  };
}
