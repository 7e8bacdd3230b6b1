import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type RememberedProcess, rememberedProcesses } from '../../stack/remembered-processes.ts';
import type { Settings } from '../../stack/settings.ts';
import { eventually } from '../support/eventually.ts';
import { Npm } from '../support/npm.ts';
import { ownSettings } from '../support/own-settings.ts';

let settings: Settings;

beforeEach(async () => {
  settings = await ownSettings(mkdtempSync(path.join(tmpdir(), 'start-')));
});

afterEach(() => {
  for (const { pid } of running()) process.kill(pid, 'SIGKILL');
  rmSync(settings.localDir, { recursive: true });
});

const npmStart = (...args: string[]) => new Npm(['start', '--', '--stack', 'embedded', ...args], settings);
const npmRunStack = () => new Npm(['run', 'stack', '--', '--stack', 'embedded'], settings);

const running = () => rememberedProcesses(settings.localDir);
const processOf = (name: string) => running().find((process) => process.name === name) as RememberedProcess;

const get = (route: string) => fetch(`http://127.0.0.1:${settings.httpPort}${route}`);

/** Sends what the printed curl sends. */
// biome-ignore lint/suspicious/noExplicitAny: the test says what it expects of it
async function doAsPrinted(output: string, route: string): Promise<any> {
  const curl = new RegExp(`curl -s (\\S+${route}) -H 'content-type: application/json' -d '(.*)'`);
  const [, url, body] = curl.exec(output) ?? [];
  const response = await fetch(`http://${url}`, {
    ...{ method: 'POST', headers: { 'content-type': 'application/json' }, body: body ?? '' },
  });
  return response.json();
}

test('what npm start prints to try works; Ctrl-C leaves no process; the next start has the data, a fresh one has not', async () => {
  const first = npmStart();
  await first.said('The embedded stack is up');
  const user = await doAsPrinted(first.output, '/users');
  const order = await doAsPrinted(first.output.replace('<id>', user.id), '/orders');
  const orderWithUser = { ...order, user: { id: user.id, email: 'ada@example.com' } };
  await eventually(async () => expect(await (await get(`/orders/${order.id}`)).json()).toEqual(orderWithUser));
  expect(running().map(({ name }) => name)).toEqual(
    expect.arrayContaining(['kafka', 'dynamodb', 'serverless-offline']),
  );

  first.signal('SIGINT');
  await first.end();
  expect(running()).toEqual([]);
  expect(() => first.signal(0)).toThrow('ESRCH');

  const second = npmStart();
  await second.said('The embedded stack is up');
  expect(await (await get(`/orders/${order.id}`)).json()).toEqual(orderWithUser);
  second.signal('SIGTERM');
  await second.end();

  const fresh = npmStart('--fresh');
  await fresh.said('The embedded stack is up');
  expect((await get(`/orders/${order.id}`)).status).toBe(404);
  fresh.signal('SIGINT');
  await fresh.end();
}, 400_000);

test('a port in use is named with its setting before anything is started', async () => {
  const taken = createServer().listen(settings.kafkaPort, '127.0.0.1');
  await once(taken, 'listening');

  const start = npmStart();

  expect(await start.end()).toBe(1);
  expect(start.output).toContain(`Port ${settings.kafkaPort}, for Kafka, is in use`);
  expect(start.output).toContain('KAFKA_PORT=');
  expect(start.output).not.toContain('Kafka and DynamoDB Local');
  taken.close();
}, 180_000);

test('what a killed start left behind is named by the next one, with how to stop it', async () => {
  const killed = npmRunStack();
  await killed.said('The embedded stack is up');
  killed.signal('SIGKILL');
  await killed.end();

  const next = npmRunStack();

  expect(await next.end()).toBe(1);
  const { pid, port } = processOf('kafka');
  expect(next.output).toContain(`kafka, port ${port}, process ${pid}`);
  expect(next.output).toMatch(new RegExp(`kill .*\\b${pid}\\b`));
}, 180_000);

test('when Kafka ends by itself, the start stops the rest and fails', async () => {
  const start = npmRunStack();
  await start.said('The embedded stack is up');

  process.kill(processOf('kafka').pid, 'SIGKILL');

  expect(await start.end()).toBe(1);
  expect(start.output).toContain('kafka ended (SIGKILL). The end of');
  expect(running()).toEqual([]);
}, 180_000);

test.each(['Kafka and DynamoDB Local, each on a JVM', '… Topics and tables', '✓ Topics and tables'])(
  'Ctrl-C while npm start says "%s" leaves no process',
  async (step) => {
    const start = npmStart();
    await start.said(step);

    start.signal('SIGINT');

    await start.end();
    expect(start.output).not.toContain('stack is up');
    expect(running()).toEqual([]);
  },
  180_000,
);
