import type { Evidence } from './evidence.ts';
import { consumingRows } from './tally-consuming.ts';
import { requestRows } from './tally-requests.ts';
import type { Done, Row, Side } from './tally-row.ts';

/** Compares what was sent and answered with what the system holds now, promise by promise. */
export function tally(done: Done, evidence: Evidence): Row[] {
  const sides = sidesOf(evidence);
  return [...requestRows(done.sent, sides), ...consumingRows(done, evidence, sides)];
}

export const violations = (rows: readonly Row[]): number =>
  rows.flatMap(({ lost, doubled, wrong, stuck }) => [...lost, ...doubled, ...wrong, ...stuck]).length;

const sidesOf = ({ users, orders, userCreated, orderCreated }: Evidence): Side[] => [
  {
    ...{ path: '/users', noun: 'user', events: userCreated, foreignId: 'user_id' },
    own: users.filter(({ sk }) => sk === 'USER'),
    foreign: orders.filter(({ sk }) => sk === 'USER'),
  },
  {
    ...{ path: '/orders', noun: 'order', events: orderCreated, foreignId: 'order_id' },
    own: orders.filter(({ sk }) => sk === 'ORDER'),
    foreign: users.filter(({ sk }) => String(sk).startsWith('ORDER#')),
  },
];
