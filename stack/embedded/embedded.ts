import path from 'node:path';
import type { Service } from '../service.ts';
import type { Settings } from '../settings.ts';
import type { Broker, Stack, StackOptions } from '../stack.ts';
import { createTables } from '../tables.ts';
import { createTopics } from '../topics.ts';
import { startDynamodb } from './dynamodb.ts';
import { resolveJars } from './jars.ts';
import { startKafka } from './kafka.ts';
import { renewSpentStreams } from './streams.ts';

/** Apache Kafka and DynamoDB Local, each on a JVM of its own. What they hold stays in `settings.localDir`. */
export async function startEmbedded({ settings, step, signal }: StackOptions): Promise<Stack> {
  const { localDir, dynamodbPort: port } = settings;
  await step('Kafka and DynamoDB Local from Maven Central', (detail) => resolveJars(detail, signal));

  await using started = new AsyncDisposableStack();
  const [kafka, dynamodb] = await step('Kafka and DynamoDB Local, each on a JVM', async () => {
    const starting = [
      startKafkaWith(settings, signal),
      startDynamodb({ port, dir: path.join(localDir, 'dynamodb') }, signal),
    ] as const;
    for (const result of await Promise.allSettled(starting)) {
      if (result.status === 'fulfilled') started.use(result.value);
    }
    return Promise.all(starting);
  });
  await step('Topics and tables', async () => {
    await renewSpentStreams(port);
    await Promise.all([createTopics(settings), createTables(settings)]);
  });

  const all = started.move();
  return { kafka, dynamodb, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

/** Kafka alone, without topics. */
export async function startEmbeddedKafka({ settings, step, signal }: StackOptions): Promise<Broker> {
  await step('Kafka from Maven Central', (detail) => resolveJars(detail, signal));
  const kafka = await step('Kafka', () => startKafkaWith(settings, signal));
  return { kafka, [Symbol.asyncDispose]: () => kafka.stop() };
}

const startKafkaWith = (
  { localDir, kafkaPort, kafkaControllerPort }: Settings,
  signal?: AbortSignal,
): Promise<Service> =>
  startKafka({ port: kafkaPort, controllerPort: kafkaControllerPort, dir: path.join(localDir, 'kafka') }, signal);
