// npm run stack: Kafka and DynamoDB with topics and tables, until Ctrl-C.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { startEmbedded } from './embedded/embedded.ts';
import { environment, readSettings } from './settings.ts';
import { createTables } from './tables.ts';
import { createTopics } from './topics.ts';

const settings = readSettings();
Object.assign(process.env, environment(settings));
const services = await startEmbedded(settings);
const client = new DynamoDBClient();
await Promise.all([createTables(client), createTopics(environment(settings).KAFKA_BROKERS ?? '')]);
client.destroy();
console.log(
  'Kafka and DynamoDB are up',
  services.map(({ name, pid }) => `${name} ${pid}`),
);
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => Promise.all(services.map((service) => service.stop())));
