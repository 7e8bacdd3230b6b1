import { type Kafka, Partitioners, type Producer } from 'kafkajs';
import type { Destination } from '../destination.ts';
import { toMessages } from './document.ts';

/** One message a record, in a topic of the cluster that the mapping polls. */
export function kafkaDestination(topic: string, kafka: Kafka): Destination {
  return {
    async send(batch) {
      const producer = newProducer(kafka);
      try {
        await producer.connect();
        await producer.send({ topic, acks: -1, messages: toMessages(batch, new Date()) });
      } finally {
        await producer.disconnect();
      }
    },
    async stop() {},
  };
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
