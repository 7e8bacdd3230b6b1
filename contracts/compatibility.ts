import type { PlainContract } from './plain-contract.ts';
import { unreadable } from './readable.ts';

/**
 * Why today's contract must not follow the released one; empty where it may.
 *
 * Old and new run side by side: during a deployment, and as long as a topic holds old records. So compatibility is full,
 * in both directions: what today's publisher writes is read by a consumer of the released form, and what the released
 * publisher wrote is read by today's consumer. Type, source and key stay: consumers find and order events by them.
 */
export function breakingChanges(released: PlainContract, today: PlainContract): string[] {
  return [
    ...(['type', 'source', 'key'] as const)
      .filter((name) => released[name] !== today[name])
      .map((name) => `its ${name} was ${released[name]} and is ${today[name]}: ${REASONS[name]}`),
    ...unreadable(today.writes, released.reads).map(
      (why) => `a released consumer would park what is written now: ${why}`,
    ),
    ...unreadable(released.writes, today.reads).map(
      (why) => `today's consumer would park what was written before: ${why}`,
    ),
  ].map((change) => `${released.type} breaks its released contract: ${change}. ${WHAT_TO_DO}`);
}

const REASONS = {
  type: 'consumers of the released topic would get no event any more',
  source: 'with the id it tells events apart, so a repeated event would count as another',
  key: 'the events of one aggregate would be spread over partitions and lose their order',
};

const WHAT_TO_DO =
  'Undo it, or announce a new event with a type and topic of its own beside this one, until nobody reads this one';
