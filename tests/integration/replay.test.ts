import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { handler as publish } from '../../functions/users/publish.ts';
import { handler as replay } from '../../functions/users/replay.ts';
import { insertUser, putForeignOrder } from '../../functions/users/table.ts';
import { newUser, type User } from '../../functions/users/user.ts';
import { lambdaContext } from '../support/http-event.ts';
import { startLambdaEndpoint } from '../support/lambda-endpoint.ts';
import { createOwnTable } from '../support/own-tables.ts';
import { findItems, overwriteItem, readItem } from '../support/tables.ts';
import { readTopic } from '../support/topic.ts';

type Publish = (event: DynamoDBStreamEvent) => Promise<unknown>;
const reallyPublish: Publish = (event) => publish(event, lambdaContext());

/** What usersPublish does in this test, and when it was invoked with how many records. */
let published: Publish;
let invocations: { at: number; records: number }[];
let table: string;
let endpoint: Awaited<ReturnType<typeof startLambdaEndpoint>>;

beforeAll(async () => {
  endpoint = await startLambdaEndpoint(async (name, event: DynamoDBStreamEvent) => {
    expect(name).toBe('a-stage-usersPublish');
    invocations.push({ at: performance.now(), records: event.Records.length });
    return published(event);
  });
  process.env.AWS_ENDPOINT_URL_LAMBDA = endpoint.url;
  process.env.PUBLISH_FUNCTION = 'a-stage-usersPublish';
});
afterAll(() => endpoint[Symbol.dispose]());

beforeEach(async () => {
  published = reallyPublish;
  invocations = [];
  table = await createOwnTable('users');
  process.env.USERS_TABLE = table;
});

async function insertUsers(count: number, now = new Date()): Promise<User[]> {
  const users = Array.from({ length: count }, (_, index) =>
    newUser({ email: `${index}-${crypto.randomUUID()}@example.com`, name: 'Ada' }, undefined, now),
  );
  for (const user of users) await insertUser(user);
  return users;
}

const run = (request: object = {}, remainingMs = 900_000) =>
  replay(request, { ...lambdaContext(), getRemainingTimeInMillis: () => remainingMs });
/** As Lambda would stop it: after the first batch. */
const runAndStop = (request: object = {}) => run({ rate: 10, within_ms: 0.001, ...request });

/** The ids of their events in the topic, of each as often as it is there. */
async function announced(users: User[]): Promise<string[]> {
  const messages = await readTopic(process.env.KAFKA_BROKERS ?? '', 'user_created');
  const ids = messages.map(({ headers }) => String(headers?.ce_id));
  return ids.filter((id) => users.some((user) => id === `user_created/${user.id}`));
}
const idsOf = (users: User[]) => users.map(({ id }) => `user_created/${id}`).sort();

test('every user in the table is announced with the id of its first event, and nothing else is', async () => {
  const users = await insertUsers(120);
  await putForeignOrder({ order_id: crypto.randomUUID(), user_id: users[0]?.id ?? '' });
  await overwriteItem(table, { pk: 'PARKED', sk: 'order_created-0-1', created_at: '2026-01-01T00:00:00.000Z' });

  const { position, done } = await run({ rate: 10_000 });

  expect({ ...position, done }).toMatchObject({ done: true, announced: 120, refused: [] });
  expect((await announced(users)).sort()).toEqual(idsOf(users));
});

test('with since, only what was created then or later is announced', async () => {
  const [before] = await insertUsers(1, new Date('2026-01-01T11:59:59.999Z'));
  const [then] = await insertUsers(1, new Date('2026-01-01T12:00:00.000Z'));

  const { position } = await run({ since: '2026-01-01T13:00:00+01:00' });

  expect(position.announced).toBe(1);
  expect(await announced([before, then] as User[])).toEqual(idsOf([then] as User[]));
});

test('a dry run counts and announces nothing, and an earlier replay still goes on where it was', async () => {
  const users = await insertUsers(15);
  const { position } = await runAndStop();

  const dry = await run({ dry_run: true });

  expect(dry).toMatchObject({ done: true, resumed_at: null, position: { announced: 15 }, table_items: 31 });
  expect(await announced(users)).toHaveLength(position.announced);
  expect((await run()).resumed_at).toEqual(position);
});

test('no more events are announced in a second than the rate', async () => {
  await insertUsers(20);

  await run({ rate: 10 });

  const [first = 0, ...later] = invocations.map(({ at }) => at);
  expect(invocations.every(({ records }) => records <= 10)).toBe(true);
  const before = invocations.slice(0, -1).reduce((sum, { records }) => sum + records, 0);
  expect((later.at(-1) ?? 0) - first).toBeGreaterThanOrEqual((before / 10) * 1_000 - 20);
});

test('a replay that was stopped again and again goes on where it was and announces everything once', async () => {
  const users = await insertUsers(25);

  let runs = 1;
  for (let result = await runAndStop(); !result.done; result = await runAndStop()) runs++;

  expect(runs).toBeGreaterThanOrEqual(5);
  expect((await announced(users)).sort()).toEqual(idsOf(users));
  expect(await readItem(table, 'REPLAY', 'user_created')).toBeUndefined();
});

test.each([
  ['asked to begin anew', { restart: true }, {}],
  ['with another since', { since: '2026-01-01T00:00:00Z' }, {}],
  ['after one whose position has another form', {}, { position: { after: null } }],
  ['a day later', {}, { updated_at: new Date(Date.now() - 25 * 60 * 60 * 1_000).toISOString() }],
])('a replay %s announces again what an earlier one did', async (_, request, change) => {
  const users = await insertUsers(15);
  await runAndStop();
  await overwriteItem(table, { ...(await readItem(table, 'REPLAY', 'user_created')), ...change });

  const { position, resumed_at } = await run(request);

  expect({ position, resumed_at }).toMatchObject({ position: { announced: 15 }, resumed_at: null });
  expect(new Set(await announced(users)).size).toBe(15);
});

test('a replay that another one took over stops, and leaves where the other one is', async () => {
  const users = await insertUsers(25);
  const { position: old } = await runAndStop();
  await runAndStop({ position: old });
  const { position: other } = await runAndStop({ restart: true });

  const stopped = await run({ rate: 10, position: old });

  expect(stopped).toMatchObject({ done: false, taken_over: true });
  const { resumed_at } = await run();
  expect(resumed_at).toEqual(other);
  expect(new Set(await announced(users)).size).toBe(25);
});

test('a replay that ends leaves where another one is', async () => {
  await insertUsers(15);
  const { position: old } = await runAndStop();
  const { position: other } = await runAndStop({ restart: true });

  const ended = await run({ position: old });

  expect(ended).toMatchObject({ done: true, taken_over: false });
  expect((await readItem(table, 'REPLAY', 'user_created'))?.position).toEqual(other);
});

test('an invocation that is late leaves no position behind a replay that is done', async () => {
  await insertUsers(15);
  const { position } = await runAndStop();
  await run({ position });

  const late = await runAndStop({ position });

  expect(late).toMatchObject({ done: false, taken_over: true });
  expect(await readItem(table, 'REPLAY', 'user_created')).toBeUndefined();
});

test('an invocation goes on from the position that it is given, within the time that it has', async () => {
  await insertUsers(15);

  const first = await run({ rate: 10 }, 59_000);
  const second = await run({ rate: 10, position: first.position }, 59_000);

  expect(first).toMatchObject({ done: false, position: { scanned: 10 } });
  expect(second).toMatchObject({ done: false, position: { scanned: 20 } });
});

test('a publish that fails is invoked again with the same batch, so nothing is skipped', async () => {
  const users = await insertUsers(5);
  published = async (event) => {
    if (invocations.length <= 2) throw new Error('the broker is away');
    return reallyPublish(event);
  };

  await run();

  expect(invocations.map(({ records }) => records)).toEqual([5, 5, 5]);
  expect((await announced(users)).sort()).toEqual(idsOf(users));
});

test('a publish that fails again and again fails the replay, which later goes on with that batch', async () => {
  const users = await insertUsers(25);
  published = async (event) => {
    if (invocations.length > 1) throw new Error('the broker is away');
    return reallyPublish(event);
  };
  await expect(run({ rate: 10 })).rejects.toThrow('a-stage-usersPublish failed: {"errorMessage":"the broker is away"}');
  published = reallyPublish;

  const { resumed_at } = await run({ rate: 10 });

  expect(resumed_at).toMatchObject({ announced: invocations[0]?.records });
  expect((await announced(users)).sort()).toEqual(idsOf(users));
}, 60_000);

/** As the table gives them: in the order of its scan, which stays, the one at `index` is no user any more. */
async function insertUsersWithBroken(others: number, index: number): Promise<{ users: User[]; broken: string }> {
  await insertUsers(others + 1);
  const items = await findItems(table, 'sk', 'USER');
  const { pk, sk, id, created_at } = items[index] ?? {};
  await overwriteItem(table, { pk, sk, created_at });
  return { users: items.filter((item) => item.id !== id) as unknown as User[], broken: id };
}

test.each([
  ['alone in the table', 0, 0],
  ['the first of its page', 5, 0],
  ['in the middle of its page', 5, 2],
])('an item %s of which publish can make no event is named, and all others are announced', async (_, others, index) => {
  const { users, broken } = await insertUsersWithBroken(others, index);

  const dry = await run({ dry_run: true });
  const { position, done } = await run();

  expect({ ...position, done }).toMatchObject({ done: true, announced: others, refused: [`USER#${broken}`] });
  expect(dry.position).toMatchObject({ announced: others, refused: [`USER#${broken}`] });
  expect((await announced(users)).sort()).toEqual(idsOf(users));
});

test('an item given by its id of which publish can make no event is named, and the others are announced', async () => {
  const { users, broken } = await insertUsersWithBroken(2, 0);

  const { position } = await run({ ids: [broken, ...users.map(({ id }) => id)] });

  expect(position).toMatchObject({ announced: 2, refused: [`USER#${broken}`] });
  expect((await announced(users)).sort()).toEqual(idsOf(users));
});

test('a publish that reports a record as failed has failed', async () => {
  const users = await insertUsers(3);
  published = async (event) => {
    if (invocations.length > 1) return reallyPublish(event);
    return { batchItemFailures: [{ itemIdentifier: event.Records[1]?.dynamodb?.SequenceNumber }] };
  };

  const { position } = await run();

  expect(position).toMatchObject({ announced: 3, refused: [] });
  expect((await announced(users)).sort()).toEqual(idsOf(users));
});

test('given ids, only these are announced', async () => {
  const users = await insertUsers(3);
  const [ada, bob] = users as [User, User];

  const { position } = await run({ ids: [ada.id, bob.id, crypto.randomUUID()] });

  expect(position.announced).toBe(2);
  expect((await announced(users)).sort()).toEqual(idsOf([ada, bob]));
});

test.each([
  ['a rate of 0', { rate: 0 }],
  ['a time that is none', { since: 'yesterday' }],
  ['a misspelt option', { dryrun: true }],
])('%s is refused before anything is announced', async (_, request) => {
  await insertUsers(1);

  await expect(run(request)).rejects.toThrow();

  expect(invocations).toEqual([]);
});
