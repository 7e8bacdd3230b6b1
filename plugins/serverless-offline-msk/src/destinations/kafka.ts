import { type Kafka, Partitioners, type Producer } from 'kafkajs';
import { type Destination, type FailedBatch, PartialDelivery } from '../destination.ts';
import type { KafkaRecord } from '../record.ts';
import { toMessages } from './document.ts';

/**
 * One message a record, in a topic of the cluster that the mapping polls. `send` rejects with a {@link PartialDelivery}
 * where the topic takes only some of them: a message that is too large for it does not keep the others back.
 */
export function kafkaDestination(topic: string, kafka: Kafka): Destination {
  return {
    async send(batch) {
      const pending = chunks(deadLetters(batch));
      const tooLarge: DeadLetter[] = [];
      let failure: Error | undefined;
      for (let chunk = pending.shift(); chunk; chunk = pending.shift()) {
        try {
          await produce(kafka, topic, chunk);
        } catch (error) {
          failure = error as Error;
          if (!isTooLarge(failure)) return reject(batch, failure, [...tooLarge, ...chunk, ...pending.flat()]);
          if (chunk.length === 1) tooLarge.push(...chunk);
          else pending.unshift(...chunk.map((deadLetter) => [deadLetter]));
        }
      }
      if (tooLarge.length > 0) reject(batch, failure as Error, tooLarge);
    },
    async stop() {},
  };
}

interface DeadLetter {
  readonly record: KafkaRecord;
  readonly message: { readonly key: Buffer | null; readonly value: string };
}

/** kafkajs makes one record batch of all that a send has for a partition, and a topic's `max.message.bytes` limits that. */
const CHUNK_BYTES = 500_000;

function chunks(deadLetters: readonly DeadLetter[]): DeadLetter[][] {
  const all: DeadLetter[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const deadLetter of deadLetters) {
    const { key, value } = deadLetter.message;
    const size = Buffer.byteLength(value) + (key?.length ?? 0);
    bytes += size;
    if (bytes <= CHUNK_BYTES) {
      all.at(-1)?.push(deadLetter);
    } else {
      all.push([deadLetter]);
      bytes = size;
    }
  }
  return all;
}

function deadLetters(batch: FailedBatch): DeadLetter[] {
  const messages = toMessages(batch, new Date());
  return batch.records.flatMap((record, index) => {
    const message = messages[index];
    return message ? { record, message } : [];
  });
}

async function produce(kafka: Kafka, topic: string, chunk: readonly DeadLetter[]): Promise<void> {
  const producer = newProducer(kafka);
  try {
    await producer.connect();
    await producer.send({ topic, acks: -1, messages: chunk.map(({ message }) => message) });
  } finally {
    await producer.disconnect();
  }
}

/**
 * One for each send, since giving up is rare. kafkajs gives the sequence numbers of a failed send to the next one, which
 * the broker then drops as a duplicate and reports as written: a producer must not outlive a send that failed.
 */
const newProducer = (kafka: Kafka): Producer =>
  kafka.producer({
    idempotent: true,
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
  });

const isTooLarge = (error: Error) =>
  'type' in error && ['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE'].includes(String(error.type));

function reject(batch: FailedBatch, error: Error, undelivered: readonly DeadLetter[]): never {
  if (undelivered.length === batch.records.length) throw error;
  throw new PartialDelivery(
    undelivered.map(({ record }) => record),
    error,
  );
}
