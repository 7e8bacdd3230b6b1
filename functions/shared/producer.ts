import type { Message, Producer } from 'kafkajs';
import { kafkaClient } from './kafka-client.ts';
import { logger } from './logger.ts';

let connecting: Promise<Producer> | undefined;

/**
 * Sends with `acks: -1` and resolves once every message is confirmed, else rejects: all of them may be sent again then.
 *
 * One connection is kept per container until a send fails. kafkajs gives the sequence numbers of a failed send to the
 * next one, which the broker then drops as a duplicate and confirms: so the producer of a failed send is never used again.
 */
export async function send(topic: string, messages: Message[]): Promise<void> {
  connecting ??= connect();
  const producer = connecting;
  try {
    await (await producer).send({ topic, messages, acks: -1 });
  } catch (error) {
    await discard(producer);
    throw error;
  }
  // `serverless invoke local` waits for an empty event loop.
  if (process.env.IS_LOCAL) await discard(producer);
}

async function connect(): Promise<Producer> {
  const kafka = await kafkaClient('publish');
  const producer = kafka.producer({ idempotent: true, allowAutoTopicCreation: false });
  try {
    await producer.connect();
    return producer;
  } catch (error) {
    await disconnect(producer);
    throw error;
  }
}

async function discard(producer: Promise<Producer>): Promise<void> {
  if (connecting === producer) connecting = undefined;
  await producer.then(disconnect, () => {});
}

const disconnect = (producer: Producer) =>
  producer.disconnect().catch((error) => logger.debug('Disconnecting failed', { error }));
