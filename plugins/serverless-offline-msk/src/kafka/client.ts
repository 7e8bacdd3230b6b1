import { Kafka, logLevel } from 'kafkajs';
import { registerCodecs } from './codecs.ts';
import { keepHeaderOrder } from './header-order.ts';
import { checkOnlyPendingRequests } from './quiet-requests.ts';

/**
 * Retries inside kafkajs are few and short: whoever uses the client starts over when they fail. All is given, since
 * kafkajs has other defaults where `NODE_ENV` is `test`.
 */
export const retry = { initialRetryTime: 100, maxRetryTime: 1000, factor: 0.2, multiplier: 2, retries: 5 };

/** kafkajs's own log is silent: it floods where a broker is away, and what matters is said by its events. */
export function kafkaClient(brokers: readonly string[], clientId: string): Kafka {
  registerCodecs();
  keepHeaderOrder();
  checkOnlyPendingRequests();
  return new Kafka({ brokers: [...brokers], clientId, retry, logLevel: logLevel.NOTHING });
}
