import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { chooseStack } from '../../stack/choice.ts';
import { silentStep } from '../../stack/progress.ts';
import { startServerlessOffline } from '../../stack/serverless-offline.ts';
import type { Service } from '../../stack/service.ts';
import { environment } from '../../stack/settings.ts';
import { type Stack, startStack } from '../../stack/stack.ts';
import { createUser, get, post } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { ownSettings } from '../support/own-settings.ts';

// A whole system of its own, since its broker is taken away.
const dir = mkdtempSync(path.join(tmpdir(), 'outage-'));
let stack: Stack | undefined;
let functions: Service | undefined;

beforeAll(async () => {
  const settings = await ownSettings(dir);
  Object.assign(process.env, environment(settings));
  stack = await startStack(await chooseStack(process.env.STACK), { settings, step: silentStep });
  functions = await startServerlessOffline(settings, { inheritOutput: false });
}, 120_000);

afterAll(async () => {
  await functions?.stop();
  await stack?.[Symbol.asyncDispose]();
  rmSync(dir, { recursive: true });
}, 60_000);

test('what is created while Kafka is away is announced when it is back', async () => {
  await stack?.kafka.stop();

  const users = await Promise.all(Array.from({ length: 10 }, () => createUser()));
  const orders = await Promise.all(users.map(({ id }) => post('/orders', { user_id: id, amount: 1 })));
  expect(orders.map(({ status }) => status)).toEqual(Array(10).fill(201));
  await stack?.kafka.restart();

  for (const { json: order } of orders) {
    await eventually(
      async () => {
        expect((await get(`/orders/${order.id}`)).json.user).toMatchObject({ id: order.user_id });
        expect((await get(`/users/${order.user_id}/orders`)).json.orders).toEqual([
          { order_id: order.id, user_id: order.user_id },
        ]);
      },
      { withinMs: 60_000 },
    );
  }
}, 180_000);
