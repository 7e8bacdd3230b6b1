import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import path from 'node:path';
import { freePorts } from '../../../../stack/ports.ts';
import { eventually } from './eventually.ts';
import { brokers } from './topics.ts';

export const fixture = path.join(import.meta.dirname, '../fixtures/service');
const framework = createRequire(import.meta.url).resolve('serverless/bin/serverless.js');

/**
 * serverless-offline with the fixture service and this plugin, ready to poll.
 *
 * @param environment `TOPIC` and `FRAGILE_TOPIC` are those of its two mappings
 */
export async function startOffline(environment: Readonly<Record<string, string>>, args: readonly string[] = []) {
  const [httpPort, lambdaPort] = await freePorts(2);
  const child = spawn(process.execPath, [framework, 'offline', ...args], {
    cwd: fixture,
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      KAFKA_BROKERS: brokers.join(','),
      HTTP_PORT: String(httpPort),
      LAMBDA_PORT: String(lambdaPort),
      ...environment,
    },
  });
  let output = '';
  const keep = (chunk: Buffer) => {
    output += chunk;
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const exited = once(child, 'exit');
  const lines = (prefix: string) => output.split('\n').filter((line) => line.startsWith(prefix));

  await eventually(
    () => {
      if (child.exitCode !== null) throw new Error(`serverless offline ended: ${output}`);
      if (output.match(/: ready, group /g)?.length !== 2) throw new Error(`serverless offline is not ready: ${output}`);
    },
    { withinMs: 60_000 },
  );
  return {
    output: () => output,
    /** What the handlers printed after `EVENT `. */
    events: () => lines('EVENT ').map((line) => JSON.parse(line.slice('EVENT '.length))),
    lines,
    groupOf: (topic: string) => output.match(new RegExp(`ready, group (\\S+) reads ${topic}-0`))?.[1] ?? '',
    /** As Ctrl-C does. Resolves with how long it took, in ms. */
    async interrupt(): Promise<number> {
      const startedAt = performance.now();
      child.kill('SIGINT');
      await exited;
      return performance.now() - startedAt;
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await exited;
    },
  };
}
