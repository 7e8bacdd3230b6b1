import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { publint } from 'publint';
import { freePorts } from '../../../stack/ports.ts';
import { eventually } from './support/eventually.ts';
import { committed, connect, createTopic, disconnect, members, produce } from './support/kafka.ts';
import { brokers } from './support/topics.ts';

const packageFolder = path.join(import.meta.dirname, '..');
const run = promisify(execFile);
jest.setTimeout(60_000);
let folder: string;
let service: string;
let tarball: string;

beforeAll(async () => {
  await connect();
  folder = await mkdtemp(path.join(tmpdir(), 'pack-'));
  tarball = await pack(path.join(folder, 'package'));
  service = path.join(folder, 'service');
  await cp(path.join(import.meta.dirname, 'fixtures/packed'), service, { recursive: true });
  await npm(service, 'install', '--prefer-offline', '--no-audit', '--no-fund', tarball);
}, 300_000);

afterAll(async () => {
  await disconnect();
  await rm(folder, { recursive: true });
});

test('publint has nothing to say about the packed package', async () => {
  const { buffer } = Uint8Array.from(await readFile(tarball));

  const { messages } = await publint({ pack: { tarball: buffer }, strict: true });

  expect(messages).toEqual([]);
});

test('the packed manifest points at JavaScript and its declarations, and that of the repository at the sources', async () => {
  const packed = await manifestOf(path.join(service, 'node_modules/serverless-offline-msk'));
  const own = await manifestOf(path.join(folder, 'package'));

  expect(packed).toMatchObject({
    types: './dist/index.d.ts',
    exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
    bin: { 'msk-event-source': 'dist/cli.js' },
  });
  expect(own).toEqual(await manifestOf(packageFolder));
});

test('the installed command shows its usage', async () => {
  const { stdout } = await run(path.join(service, 'node_modules/.bin/msk-event-source'), ['--help'], { env });

  expect(stdout).toMatch(/^Usage: msk-event-source /);
});

test('the installed plugin delivers a record, and Ctrl-C ends it in time', async () => {
  const topic = await createTopic();
  await produce(topic, { 0: ['hello'] });
  const offline = await startOffline(topic);
  let output = '';
  for (const stream of [offline.stdout, offline.stderr])
    stream.on('data', (text) => {
      output += text;
    });

  try {
    await eventually(() => expect(output).toContain(`keep  ok  ${topic}-0 @0  1 record`), { withinMs: 30_000 });
    await eventually(async () => expect(await committed(topic, topic)).toEqual({ 0: 1 }));
  } finally {
    offline.kill('SIGINT');
  }

  const [exitCode] = await once(offline, 'exit', { signal: AbortSignal.timeout(10_000) });
  expect(exitCode).toBe(0);
  expect(await members(topic)).toEqual([]);
  expect(JSON.parse(await readFile(path.join(service, 'received.jsonl'), 'utf8'))).toMatchObject({
    eventSource: 'aws:kafka',
    records: { [`${topic}-0`]: [{ offset: 0, value: 'aGVsbG8=' }] },
  });
});

/** In a copy, since packing rewrites package.json for a moment. */
async function pack(copy: string): Promise<string> {
  await cp(packageFolder, copy, { recursive: true, filter: (file) => !/\/(node_modules|dist|test)$/.test(file) });
  await symlink(path.resolve(packageFolder, '../../node_modules'), path.join(copy, 'node_modules'));
  const { stdout } = await npm(copy, 'pack', '--json', '--pack-destination', folder);
  return path.join(folder, JSON.parse(stdout.slice(stdout.indexOf('[')))[0].filename);
}

async function startOffline(topic: string) {
  const [httpPort, lambdaPort] = await freePorts(2);
  return spawn(process.execPath, ['node_modules/serverless/bin/serverless.js', 'offline'], {
    cwd: service,
    env: { ...env, TOPIC: topic, HTTP_PORT: `${httpPort}`, LAMBDA_PORT: `${lambdaPort}`, KAFKA_BROKERS: `${brokers}` },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

const manifestOf = async (directory: string) =>
  JSON.parse(await readFile(path.join(directory, 'package.json'), 'utf8'));

const npm = (cwd: string, ...args: string[]) => run('npm', args, { cwd, env, maxBuffer: 10 * 1024 * 1024 });

/** Not jest's options, nor what an outer npm says about its own project. */
const env = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => name !== 'NODE_OPTIONS' && name !== 'npm_config_local_prefix'),
);
