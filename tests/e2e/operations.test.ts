// The operator's commands, as an operator runs them, on the running system.
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { execa } from 'execa';
import { v7 as uuidv7 } from 'uuid';
import { createUser, get, newEmail, post } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { deleteItem, overwriteItem, readItem, readItems } from '../support/tables.ts';
import { produce, readTopic } from '../support/topic.ts';

const brokers = process.env.KAFKA_BROKERS ?? '';
const command = { reject: false, preferLocal: true } as const;

const npm = (script: string, ...args: string[]) => execa(command)`npm run --silent ${script} -- ${args}`;

const log = () => readFileSync(process.env.OFFLINE_LOG ?? '', 'utf8').replaceAll('\\"', '"');

const known = (id: string) => readItem('orders', `USER#${id}`, 'USER');

/** A user whose event arrived. */
async function createKnownUser() {
  const user = await createUser();
  await eventually(async () => expect(await known(user.id)).toBeDefined());
  return user;
}

/** The ids of the events of these users, of each as often as it was announced. */
async function announced(users: { id: string }[]): Promise<string[]> {
  const ids = (await readTopic(brokers, 'user_created')).map(({ headers }) => String(headers?.ce_id));
  return ids.filter((id) => users.some((user) => id === `user_created/${user.id}`)).sort();
}
const twice = (users: { id: string }[]) => users.flatMap(({ id }) => Array(2).fill(`user_created/${id}`)).sort();

/** A record that is parked although nothing is wrong with it: as if a bug in the consumer were mended since. */
async function parkValidRecord(user: { user_id: string; email: string }): Promise<string> {
  const id = `user_created-0-${uuidv7().replaceAll('-', '')}`;
  await overwriteItem('orders', {
    ...{ pk: 'PARKED', sk: id, topic: 'user_created', partition: 0, offset: 0, timestamp: 0 },
    ...{ reason: 'a bug in the consumer', parked_at: '2026-01-01T00:00:00.000Z' },
    ...{ key: Buffer.from(user.user_id), value: Buffer.from(JSON.stringify(user)), headers: [] },
  });
  return id;
}

/** A record that can't be processed, once it is parked. */
async function producePoison(): Promise<{ id: string; poison: string }> {
  const poison = `{"user_id": ${uuidv7()}\u001b[31m`;
  await produce(brokers, 'user_created', uuidv7(), [poison]);
  return eventually(async () => {
    const parked = await readItems('orders', 'PARKED');
    const head = parked.find(({ value = '' }) => Buffer.from(value).toString() === poison);
    return { id: String(head?.sk ?? expect(head).toBeDefined()), poison };
  });
}

test('consumers end in the same state after any number of replays', async () => {
  const since = new Date().toISOString();
  const user = await createKnownUser();
  const { json: order } = await post('/orders', { user_id: user.id, amount: 1 });
  await eventually(async () => expect((await get(`/users/${user.id}/orders`)).json.orders).toHaveLength(1));
  const state = async () => ({ user: await known(user.id), items: await readItems('users', `USER#${user.id}`) });
  const before = await state();

  for (const event of ['user_created', 'order_created', 'user_created', 'order_created']) {
    const { exitCode, stdout } = await npm('replay', '--event', event, '--since', since);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: expect.stringMatching(/^1 \w+ event announced$/) });
  }

  await eventually(() => {
    expect(log().match(new RegExp(`Received user_created event: {"user_id":"${user.id}"`, 'g'))).toHaveLength(3);
    expect(log().match(new RegExp(`Received order_created event: {"order_id":"${order.id}"`, 'g'))).toHaveLength(3);
  });
  expect(await state()).toEqual(before);
}, 60_000);

test('a dry run says how many events there are, and announces none', async () => {
  const since = new Date().toISOString();
  const users = [await createKnownUser(), await createKnownUser()];

  const { stdout } = await npm('replay', '--event', 'user_created', '--since', since, '--dry-run');

  expect(stdout).toBe('2 user_created events would be announced');
  expect(await announced(users)).toHaveLength(2);
});

test('a replay that is killed on the way is gone on with by the same command, and announces everything', async () => {
  const since = new Date().toISOString();
  const users = await Promise.all(Array.from({ length: 20 }, createKnownUser));
  const replay = ['--event', 'user_created', '--since', since];

  const killed = execa(command)`node operations/replay.ts ${[...replay, '--rate', '5']}`;
  await eventually(async () => {
    expect((await readItem('users', 'REPLAY', 'user_created'))?.position.announced).toBeGreaterThan(0);
  });
  killed.kill('SIGKILL');
  await killed;
  const { exitCode, stdout, stderr } = await npm('replay', ...replay);

  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '20 user_created events announced' });
  expect(stderr).toContain('Goes on where an earlier one was stopped');
  const ids = await announced(users);
  expect(ids).toEqual(expect.arrayContaining(twice(users)));
}, 60_000);

test('a parked record is listed and shown; redriven in vain it stays, and discarded it is in the log only', async () => {
  const { id, poison } = await producePoison();

  const list = await npm('parked', 'list');
  const shown = await npm('parked', 'show', id);
  const redriven = await npm('parked', 'redrive', id);
  const stillThere = await readItem('orders', 'PARKED', id);
  const discarded = await npm('parked', 'discard', id, '--reason', 'sent by a test');

  const line = list.stdout.split('\n').find((one) => one.startsWith(`${id}\torders\t`));
  expect(line).toContain('it is no JSON');
  expect(list.stdout).not.toContain('\u001b');
  expect(JSON.parse(shown.stdout)).toMatchObject({ id, service: 'orders', record: { value: poison } });
  expect(redriven).toMatchObject({ exitCode: 1, stderr: expect.stringContaining(`${id} stays parked: it is no JSON`) });
  expect(stillThere?.tried_at).toBeDefined();
  expect(discarded).toMatchObject({ exitCode: 0, stdout: `${id} is discarded` });
  expect(await readItem('orders', 'PARKED', id)).toBeUndefined();
  await eventually(() => {
    expect(log()).toMatch(new RegExp(`Discarding record ${id}, asked by \\S+@\\S+: sent by a test`));
  });
}, 60_000);

test('a parked record that can be processed by now is applied by redriving it, alone or with all others', async () => {
  const [ada, bob] = [
    { user_id: uuidv7(), email: newEmail() },
    { user_id: uuidv7(), email: newEmail() },
  ];
  const adas = await parkValidRecord(ada);
  const bobs = await parkValidRecord(bob);
  const { id: poison } = await producePoison();

  const one = await npm('parked', 'redrive', adas);
  const all = await npm('parked', 'redrive', '--all', '--service', 'orders');

  expect(one).toMatchObject({ exitCode: 0, stdout: `${adas} is applied by orders, and parked no more` });
  expect(await known(ada.user_id)).toMatchObject(ada);
  expect(all).toMatchObject({ exitCode: 1, stdout: expect.stringMatching(/^1 record applied, \d+ still parked$/) });
  expect(all.stderr).toContain(`${poison} stays parked`);
  expect(await known(bob.user_id)).toMatchObject(bob);
  expect(await readItem('orders', 'PARKED', bobs)).toBeUndefined();
}, 60_000);

test('reconcile finds what is missing, different or extra, and a repair by replay brings back what has a source', async () => {
  const [missing, different] = [await createKnownUser(), await createKnownUser()];
  const { json: order } = await post('/orders', { user_id: missing.id, amount: 1 });
  const ordersOf = async () => (await get(`/users/${missing.id}/orders`)).json.orders;
  await eventually(async () => expect(await ordersOf()).toHaveLength(1));
  const extra = { user_id: uuidv7(), email: newEmail() };
  await deleteItem('orders', { pk: `USER#${missing.id}`, sk: 'USER' });
  await deleteItem('users', { pk: `USER#${missing.id}`, sk: `ORDER#${order.id}` });
  await overwriteItem('orders', { ...(await known(different.id)), email: 'old@example.com' });
  await overwriteItem('orders', { pk: `USER#${extra.user_id}`, sk: 'USER', ...extra });

  const found = await npm('reconcile');
  const repaired = await npm('reconcile', '--repair');

  expect(found.exitCode).toBe(1);
  expect(found.stdout.split('\n')).toEqual(
    expect.arrayContaining([
      `missing\tuser_created\t${missing.id}\tUSER#${missing.id} USER`,
      `missing\torder_created\t${order.id}\tUSER#${missing.id} ORDER#${order.id}`,
      `different\tuser_created\t${different.id}\tUSER#${different.id} USER`,
      `extra\tuser_created\t${extra.user_id}\tUSER#${extra.user_id} USER`,
    ]),
  );
  expect(repaired.stdout).toMatch(/^\d+ repaired$/m);
  expect(await known(missing.id)).toMatchObject({ email: missing.email });
  expect(await known(different.id)).toMatchObject({ email: different.email });
  expect(await ordersOf()).toEqual([{ order_id: order.id, user_id: missing.id }]);
  expect(await known(extra.user_id)).toMatchObject(extra);
}, 120_000);

test.each([
  ['replay', '--event is missing: it must be user_created or order_created'],
  ['replay --event user_creatd', '--event is user_creatd'],
  ['replay --event user_created --since yesterday', '--since is "yesterday": it must be a time such as'],
  ['replay --event user_created --rate 1.5', '--rate is "1.5": it must be a whole number from 1 to 10000'],
  ['replay --evnt user_created', "Unknown option '--evnt'"],
  ['parked', 'is no command: list, show ID'],
  ['parked redrive', 'redrive what? Give an id'],
  ['parked show user_created-9-9', 'have parked no record user_created-9-9'],
  ['parked discard user_created-9-9', 'discard wants a --reason'],
  ['parked list --service payments', '--service is payments: it must be users or orders'],
  ['reconcile users', 'users: reconcile takes options only'],
])('%s ends with exit code 1 and says what is wrong', async (line, message) => {
  const [script = '', ...args] = line.split(' ');

  const { exitCode, stderr } = await npm(script, ...args);

  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: expect.stringContaining(message) });
});

test.each(['replay', 'parked', 'reconcile'])(
  '%s where nothing runs says where it asked and what to do',
  async (script) => {
    const args = { replay: ['--event', 'user_created'], parked: ['list'] }[script] ?? [];
    const env = { LAMBDA_PORT: '1', DYNAMODB_PORT: '1' };

    const { exitCode, stderr } = await execa({ ...command, env })`npm run --silent ${script} -- ${args}`;

    expect(exitCode).toBe(1);
    expect(stderr).toContain('on this machine, ports 1 and 1');
    expect(stderr).toContain('npm start runs it all');
  },
);

test.each(['replay', 'parked', 'reconcile'])('%s --help says how it is used', async (script) => {
  const { exitCode, stdout } = await npm(script, '--help');

  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: expect.stringContaining(`npm run ${script}`) });
});
