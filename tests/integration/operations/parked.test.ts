// The operator's command, before the real functions in this process.
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { v7 as uuidv7 } from 'uuid';
import { handler as ordersParked } from '../../../functions/orders/parked.ts';
import { findForeignUser } from '../../../functions/orders/table.ts';
import { lambdaContext } from '../../support/http-event.ts';
import { startLambdaEndpoint } from '../../support/lambda-endpoint.ts';
import { createOwnTable } from '../../support/own-tables.ts';
import { deleteItem, overwriteItem } from '../../support/tables.ts';

let table: string;
let endpoint: Awaited<ReturnType<typeof startLambdaEndpoint>>;
/** What another operator does just before each redrive. */
let beforeRedrive: () => Promise<void>;

beforeAll(async () => {
  endpoint = await startLambdaEndpoint(async (name, request: { action: string }) => {
    expect(name).toBe('users-orders-local-ordersParked');
    if (request.action === 'redrive') await beforeRedrive();
    return ordersParked(request, lambdaContext());
  });
});
afterAll(() => endpoint[Symbol.dispose]());

beforeEach(async () => {
  table = await createOwnTable('orders');
  process.env.ORDERS_TABLE = table;
  beforeRedrive = async () => {};
});

async function redrive(what: string) {
  const env = { LAMBDA_PORT: new URL(endpoint.url).port };
  return execa({ reject: false, preferLocal: true, env })`node operations/parked.ts redrive ${what} --service orders`;
}

/** A record that can be processed by now. */
async function park(sk: string, content: object = {}): Promise<{ user_id: string; email: string }> {
  const user = { user_id: uuidv7(), email: 'ada@example.com' };
  await overwriteItem(table, {
    ...{ pk: 'PARKED', sk, topic: 'user_created', partition: 0, offset: 0, timestamp: 0 },
    ...{ reason: 'a bug in the consumer', parked_at: '2026-01-01T00:00:00.000Z' },
    ...{ value: Buffer.from(JSON.stringify(user)), headers: [], ...content },
  });
  return user;
}

test('a record that cannot be redriven is named with its error, and those behind it are redriven', async () => {
  await park('user_created-0-1', { pieces: 2 });
  const ada = await park('user_created-0-2');

  const { exitCode, stdout, stderr } = await redrive('--all');

  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '1 record applied, 1 still parked' });
  expect(stderr).toContain('user_created-0-1 stays parked: users-orders-local-ordersParked failed: ');
  expect(stderr).toContain('user_created-0-1 has 0 of 2 pieces');
  expect(await findForeignUser(ada.user_id)).toEqual(ada);
});

test.each([
  ['alone', 'user_created-0-1', 'user_created-0-1 is no longer parked'],
  ['with all others', '--all', 'user_created-0-1 is no longer parked\n0 records applied, 0 still parked'],
])('a record that another operator took away meanwhile is not called applied: %s', async (_, what, shown) => {
  const ada = await park('user_created-0-1');
  beforeRedrive = () => deleteItem(table, { pk: 'PARKED', sk: 'user_created-0-1' });

  const { exitCode, stdout } = await redrive(what);

  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: shown });
  expect(await findForeignUser(ada.user_id)).toBeUndefined();
});
