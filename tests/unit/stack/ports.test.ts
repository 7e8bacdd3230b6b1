import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, test } from '@jest/globals';
import { assertPortsFree, freePorts } from '../../../stack/ports.ts';

const listenOn = async (host: string) => {
  const server = createServer().listen({ port: 0, host });
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, [Symbol.dispose]: () => server.close() };
};

test.each(['127.0.0.1', '0.0.0.0'])('a port in use on %s is named, with the setting that changes it', async (host) => {
  using taken = await listenOn(host);

  const check = assertPortsFree([{ port: taken.port, by: 'Kafka', setting: 'KAFKA_PORT' }]);

  await expect(check).rejects.toThrow(`Port ${taken.port}, for Kafka, is in use`);
  await expect(check).rejects.toThrow('KAFKA_PORT=');
});

test('all ports in use are named at once', async () => {
  using one = await listenOn('127.0.0.1');
  using two = await listenOn('127.0.0.1');

  const check = assertPortsFree([
    { port: one.port, by: 'HTTP', setting: 'HTTP_PORT' },
    { port: two.port, by: 'Kafka', setting: 'KAFKA_PORT' },
  ]);

  await expect(check).rejects.toThrow(/HTTP_PORT=.*\n.*KAFKA_PORT=/);
});

test('a port that two settings give is refused', async () => {
  const [port = 0] = await freePorts(1);

  const check = assertPortsFree([
    { port, by: 'HTTP', setting: 'HTTP_PORT' },
    { port, by: 'Kafka', setting: 'KAFKA_PORT' },
  ]);

  await expect(check).rejects.toThrow(`Port ${port} is wanted by HTTP and by Kafka: set KAFKA_PORT to another port`);
});

test('free ports are different ones, and free', async () => {
  const ports = await freePorts(20);

  expect(new Set(ports).size).toBe(20);
  await assertPortsFree(ports.map((port) => ({ port, by: `${port}`, setting: '' })));
});
