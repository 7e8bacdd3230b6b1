import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { freePorts } from '../../../stack/ports.ts';
import { startProcess } from '../../../stack/process.ts';

test('a service that is started again goes on in its log, and a new one begins another', async () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'process-'));
  const [port = 0] = await freePorts(1);
  const definition = {
    ...({ name: 'hello', command: process.execPath, port, dir, stopSignal: 'SIGTERM', stopWithinMs: 5_000 } as const),
    args: [
      '-e',
      `console.log('hello'); require('node:http').createServer((_, answer) => answer.end()).listen(${port})`,
    ],
    ready: () => fetch(`http://127.0.0.1:${port}`),
  };
  const readLog = () => readFileSync(path.join(dir, 'hello.log'), 'utf8');

  const service = await startProcess(definition);
  await service.kill();
  await service.restart();
  const twice = readLog();
  await service.stop();
  await using _ = await startProcess(definition);

  expect(twice).toBe('hello\nhello\n');
  expect(readLog()).toBe('hello\n');
  rmSync(dir, { recursive: true, force: true });
}, 60_000);
