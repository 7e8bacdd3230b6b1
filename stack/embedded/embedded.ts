import path from 'node:path';
import type { Service } from '../service.ts';
import type { Settings } from '../settings.ts';
import { startDynamodb } from './dynamodb.ts';
import { resolveJars } from './jars.ts';
import { startKafka } from './kafka.ts';

/** Kafka and DynamoDB Local, each on a JVM of its own. Where one fails to start, the other is stopped. */
export async function startEmbedded(settings: Settings): Promise<Service[]> {
  const { localDir, kafkaPort, kafkaControllerPort, dynamodbPort } = settings;
  await resolveJars((file) => console.log(file));
  const starting = [
    startKafka({ port: kafkaPort, controllerPort: kafkaControllerPort, dir: path.join(localDir, 'kafka') }),
    startDynamodb({ port: dynamodbPort, dir: path.join(localDir, 'dynamodb') }),
  ];
  const results = await Promise.allSettled(starting);
  const services = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const failure = results.find((result) => result.status === 'rejected');
  if (!failure) return services;
  await Promise.all(services.map((service) => service.stop()));
  throw failure.reason;
}
