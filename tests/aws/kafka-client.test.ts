// How functions authenticate at MSK, as far as it can be seen without one: with a secret of a real Secrets Manager, up to
// the first byte that a broker gets.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { kafkaClient } from '../../functions/shared/kafka-client.ts';

/** The first byte of a TLS handshake (RFC 8446, section 5.1). */
const TLS_HANDSHAKE = 22;

const firstBytes: (number | undefined)[] = [];
const broker = createServer((socket) => {
  socket.once('data', (data) => {
    firstBytes.push(data[0]);
    socket.destroy();
  });
  socket.on('error', () => {});
});

beforeAll(async () => {
  broker.listen(0, '127.0.0.1');
  await once(broker, 'listening');
  process.env.KAFKA_BROKERS = `127.0.0.1:${(broker.address() as AddressInfo).port}`;
});

afterAll(() => {
  broker.close();
});

async function firstByte(): Promise<number | undefined> {
  firstBytes.length = 0;
  const admin = (await kafkaClient('test')).admin();
  await expect(admin.connect()).rejects.toThrow();
  await admin.disconnect();
  return firstBytes[0];
}

async function secretOf(value: object): Promise<string> {
  const client = new SecretsManagerClient();
  const secret = { Name: `AmazonMSK_${crypto.randomUUID()}`, SecretString: JSON.stringify(value) };
  const { ARN = '' } = await client.send(new CreateSecretCommand(secret));
  client.destroy();
  return ARN;
}

test('with IAM nothing goes over the wire in the clear', async () => {
  process.env.KAFKA_AUTH = 'iam';

  expect(await firstByte()).toBe(TLS_HANDSHAKE);
});

test('with SCRAM the secret is read, and nothing goes over the wire in the clear', async () => {
  process.env.KAFKA_AUTH = 'scram';
  process.env.KAFKA_SCRAM_SECRET = await secretOf({ username: 'publisher', password: 'hunter2' });

  expect(await firstByte()).toBe(TLS_HANDSHAKE);
});

test('a secret that is none for SCRAM is refused', async () => {
  process.env.KAFKA_AUTH = 'scram';
  process.env.KAFKA_SCRAM_SECRET = await secretOf({ username: 'publisher' });

  await expect(kafkaClient('test')).rejects.toThrow('password');
});

test('an authentication that does not exist is refused', async () => {
  process.env.KAFKA_AUTH = 'plain';

  await expect(kafkaClient('test')).rejects.toThrow('KAFKA_AUTH is "plain": it is iam, scram or none');
});
