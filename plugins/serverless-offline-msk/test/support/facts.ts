import type { FactName, Facts, Invocation } from '../../src/facts.ts';
import type { EventSourceMapping } from '../../src/mapping.ts';
import { newMapping } from './failed-batch.ts';

/** The fact, of a mapping that reads the topic `t`. */
export function factOf<Name extends FactName>(name: Name, fact: Facts[Name], mapping?: Partial<EventSourceMapping>) {
  return { name, mapping: newMapping(mapping), ...fact };
}

/** Of the records 15 to 17 of partition 0. */
export const newInvocation = (invocation: Partial<Invocation> = {}): Invocation => ({
  requestId: '316aa6d0-8154-4000-9af7-85d5f4a6bc81',
  attempt: 1,
  records: 3,
  payloadBytes: 300,
  partitions: [{ partition: 0, firstOffset: 15, lastOffset: 17, records: 3 }],
  ...invocation,
});
