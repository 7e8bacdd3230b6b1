import { definedTopics } from '../stack/topics.ts';
import { contracts } from './contracts.ts';
import type { PlainContract } from './plain-contract.ts';
import { consumers, version } from './service.ts';

/** The events as an AsyncAPI 3.0 document: a channel for each topic, and the functions that send and receive. */
export function asyncapi() {
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Users and orders: events',
      version,
      description:
        'Delivery is at least once. Unknown fields are ignored; a record that breaks its contract is parked.',
      license: { name: 'MIT' },
    },
    defaultContentType: 'application/json',
    servers: { local: { host: '127.0.0.1:9092', protocol: 'kafka', description: 'npm start' } },
    channels: Object.fromEntries(contracts.map((contract) => [contract.type, channel(contract)])),
    operations: Object.fromEntries([
      ...contracts.map(({ type, source }) => operation(`${source.slice(1)}Publish`, 'send', type)),
      ...consumers.map(({ key, topic }) => operation(key, 'receive', topic)),
    ]),
    components: { messages: Object.fromEntries(contracts.map((contract) => [contract.type, message(contract)])) },
  };
}

const channel = ({ type }: PlainContract) => ({
  address: type,
  messages: { [type]: { $ref: `#/components/messages/${type}` } },
  bindings: {
    kafka: { topic: type, partitions: definedTopics().find(({ topic }) => topic === type)?.numPartitions },
  },
});

const operation = (key: string, action: 'send' | 'receive', topic: string) => [
  key,
  { action, channel: { $ref: `#/channels/${topic}` } },
];

/** CloudEvents 1.0, Kafka protocol binding, binary content mode: see functions/shared/cloud-event.ts. */
const message = ({ type, source, key, reads }: PlainContract) => ({
  name: type,
  contentType: 'application/json',
  headers: {
    type: 'object',
    required: ['ce_specversion', 'ce_id', 'ce_type', 'ce_source', 'ce_time', 'content-type'],
    properties: {
      ce_specversion: { const: '1.0' },
      ce_id: { type: 'string', description: `${type}/<${key}>: the same each time that the event is sent` },
      ce_type: { const: type },
      ce_source: { const: source },
      ce_time: { type: 'string', format: 'date-time' },
      'content-type': { const: 'application/json' },
    },
  },
  payload: reads,
  bindings: { kafka: { key: reads.properties?.[key] } },
});
