import type { Message } from 'kafkajs';
import type { EventContract } from '../../events/event-contract.ts';

/**
 * The event as a Kafka message: the value is the JSON and nothing else, the metadata are CloudEvents 1.0 headers
 * (Kafka protocol binding, binary content mode). The id is made of the aggregate's, so that it is the same each time
 * that the event is sent.
 *
 * @param time when it happened, RFC 3339
 */
export function toMessage<Event>(contract: EventContract<Event>, event: Event, time: string): Message {
  const aggregateId = contract.aggregateId(event);
  return {
    key: aggregateId,
    value: JSON.stringify(event),
    headers: {
      ce_specversion: '1.0',
      ce_id: `${contract.type}/${aggregateId}`,
      ce_type: contract.type,
      ce_source: contract.source,
      ce_time: time,
      'content-type': 'application/json',
    },
  };
}
