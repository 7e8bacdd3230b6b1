import { expect } from '@jest/globals';
import { rememberedProcesses } from '../../stack/remembered-processes.ts';
import { readSettings } from '../../stack/settings.ts';
import { listeningSockets } from '../support/listening-sockets.ts';
import { needs } from '../support/needs.ts';

const loopback = ['127.0.0.1', '0000:0000:0000:0000:0000:0000:0000:0001'];

needs('/proc')('whatever the system started listens on 127.0.0.1 alone', () => {
  const { localDir } = readSettings();
  const processes = rememberedProcesses(localDir);

  const sockets = listeningSockets(processes.map(({ pid }) => pid));

  const ports = sockets.map(({ port }) => port);
  expect(ports).toEqual(expect.arrayContaining(processes.map(({ port }) => port)));
  expect(sockets.filter(({ address }) => !loopback.includes(address))).toEqual([]);
});
