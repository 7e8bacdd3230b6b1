import type { Evidence } from './evidence.ts';
import { POISON_HEADER } from './poison.ts';
import { countsOf, type Done, type Row, row, type Side } from './tally-row.ts';

/** What the services promise each other. */
export const consumingRows = (done: Done, evidence: Evidence, sides: readonly Side[]): Row[] => [
  ...sides.flatMap((side) => [isAnnounced(side), hasOneForeignRecord(side)]),
  poisonIsInTheTopics(done, evidence),
  parkedIsThePoison(evidence),
  noLag(evidence),
];

function isAnnounced({ noun, own, events }: Side): Row {
  const announced = new Set(events.map(({ headers }) => headers.ce_id));
  const items = new Set(own.map(({ id }) => ceId(noun, id)));
  const lost = [...items].filter((id) => !announced.has(id));
  const wrong = [...announced].filter((id) => id !== undefined && !items.has(id)) as string[];
  return row(`every ${noun} has its event, every event its ${noun}`, items.size, { lost, wrong });
}

function hasOneForeignRecord({ noun, own, foreign, foreignId }: Side): Row {
  const counts = countsOf(foreign.map((record) => record[foreignId]));
  const items = new Map(own.map((item) => [item.id, item]));
  const lost = [...items.keys()].filter((id) => !counts.has(id));
  const doubled = [...counts].filter(([, count]) => count > 1).map(([id]) => id);
  const wrong = foreign.filter((record) => !isCopy(record, items.get(record[foreignId]))).map((r) => r[foreignId]);
  return row(`every ${noun} has exactly one foreign record`, items.size, { lost, doubled, wrong });
}

const isCopy = (record: Record<string, unknown>, item: Record<string, unknown> | undefined) =>
  item !== undefined &&
  Object.entries(record).every(
    ([name, value]) => ['pk', 'sk', 'user_id', 'order_id'].includes(name) || item[name] === value,
  );

function poisonIsInTheTopics({ poison }: Done, { userCreated, orderCreated }: Evidence): Row {
  const there = new Set([...userCreated, ...orderCreated].map(({ headers }) => headers[POISON_HEADER]));
  const lost = poison
    .filter(({ id, confirmed }) => confirmed && !there.has(String(id)))
    .map(({ id }) => `poison ${id}`);
  const stuck = poison.filter(({ confirmed }) => !confirmed).map(({ id }) => `poison ${id}`);
  return row('poison is in the topics', poison.length, { lost, stuck });
}

function parkedIsThePoison({ users, orders, userCreated, orderCreated }: Evidence): Row {
  const parked = new Map([...users, ...orders].filter(({ pk }) => pk === 'PARKED').map((item) => [item.sk, item]));
  const poison = new Map(
    [...userCreated, ...orderCreated]
      .filter(({ headers }) => POISON_HEADER in headers)
      .map((record) => [record.id, record]),
  );
  const lost = [...poison.keys()].filter((id) => !parked.has(id));
  const wrong = [...parked].filter(([id, { value }]) => {
    const record = poison.get(id);
    return !record || Buffer.compare(Buffer.from(value ?? []), record.value ?? Buffer.of()) !== 0;
  });
  return row('parked is the poison, all of it and nothing else', poison.size, { lost, wrong: wrong.map(([id]) => id) });
}

function noLag({ lag }: Evidence): Row {
  const stuck = lag.filter((partition) => partition.lag > 0).map(({ name, lag: records }) => `${name}: ${records}`);
  return row('no consumer lags behind', lag.length, { stuck });
}

const ceId = (noun: string, id: string) => `${noun}_created/${id}`;
