import { afterEach, expect, test } from '@jest/globals';
import { publish } from '../src/facts.ts';
import { type StatusServer, startStatusServer } from '../src/status-server.ts';
import { newMapping } from './support/failed-batch.ts';

const warnings: string[] = [];
const log = { error() {}, warning: (message: string) => void warnings.push(message), notice() {}, debug() {} };
const servers: StatusServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

test('what is published after the start can be read as JSON and as Prometheus text', async () => {
  const { url } = await start(0);

  publish('polled', newMapping(), { records: 10, partition: 0 });

  const json = await fetch(`${url}/metrics.json`);
  expect(json.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(await json.json()).toMatchObject({ mappings: [{ topic: 't', metrics: { PolledEventCount: 10 } }] });
  const text = await fetch(`${url}/metrics?all`);
  expect(text.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(await text.text()).toMatch(/^PolledEventCount\{.*\} 10$/m);
});

test.each([
  ['GET', '/', 404],
  ['GET', '//', 404],
  ['POST', '/metrics', 405],
])('%s %s is answered with %i', async (method, path, status) => {
  const { url } = await start(0);

  const response = await fetch(`${url}${path}`, { method });

  expect(response.status).toBe(status);
});

test('a port in use is a warning that names it and the setting', async () => {
  const port = Number(new URL((await start(0)).url ?? '').port);

  const second = await start(port);

  expect(second.url).toBeUndefined();
  expect(warnings).toEqual([expect.stringContaining(`port ${port} of 127.0.0.1 is in use. Set statusPort`)]);
});

async function start(port: number): Promise<StatusServer> {
  const server = await startStatusServer(port, log);
  servers.push(server);
  return server;
}
