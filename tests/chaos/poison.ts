import { Kafka, logLevel } from 'kafkajs';
import { type Patience, until } from '../../stack/until.ts';

/** Records that no consumer can ever process. */
export const poisons = [
  { topic: 'user_created', value: Buffer.from('no JSON') },
  { topic: 'user_created', value: Buffer.from('{"user_id":"no uuid","email":"poison@example.com"}') },
  { topic: 'user_created', value: Buffer.from([0xff, 0xfe, 0x00]) },
  { topic: 'user_created', value: null },
  { topic: 'order_created', value: Buffer.from('{"order_id":') },
  { topic: 'order_created', value: Buffer.from('{}') },
  { topic: 'order_created', value: Buffer.from('null') },
  { topic: 'order_created', value: null },
] as const;

/** A record in a topic that has this header is one of ours. */
export const POISON_HEADER = 'poison';

/**
 * Sends one record of poison, however long the broker is away. One whose confirmation was lost is sent again, so it may
 * be there twice. @returns whether it was confirmed
 */
export async function sendPoison(
  kafkaPort: number,
  { id, variant }: { id: number; variant: number },
  patience: Patience,
): Promise<boolean> {
  const { topic, value } = poisons[variant] ?? poisons[0];
  const kafka = new Kafka({
    ...{ brokers: [`127.0.0.1:${kafkaPort}`], logLevel: logLevel.NOTHING },
    ...{ connectionTimeout: 2_000, requestTimeout: 5_000, retry: { retries: 1 } },
  });
  const attempt = async () => {
    const producer = kafka.producer({ allowAutoTopicCreation: false });
    try {
      await producer.connect();
      const message = { key: `poison-${id}`, value, headers: { [POISON_HEADER]: String(id) } };
      await producer.send({ topic, messages: [message], acks: -1 });
    } finally {
      await producer.disconnect();
    }
  };
  try {
    await until(attempt, patience);
    return true;
  } catch {
    patience.signal?.throwIfAborted();
    return false;
  }
}
