// npm run smoke -- --stage prod: the README's flow against a stage, step by step. It leaves one user and one order there.
import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { untilInterrupted } from '../stack/interruption.ts';
import { shownStep as step } from '../stack/progress.ts';
import { until } from '../stack/until.ts';
import { type Answer, apiClient } from './api-client.ts';
import { explained } from './explained.ts';

const usage = `Usage: npm run smoke -- [--stage STAGE] [options]

  --stage STAGE      default: local, what npm start runs
  --region REGION    default: AWS_REGION, then the profile's
  --url URL          the HTTP API's address; default: what the stage's stack says
  --token TOKEN      of an API with auth=jwt; others get a signature of your credentials
  --within SECONDS   how long an event may be under way; default: 60. A new mapping begins some minutes after its deployment
  --help`;

await untilInterrupted(async (signal) => {
  const { help, stage, region, url: givenUrl, token, within } = readOptions();
  if (help) return console.log(usage);
  const patience = { withinMs: seconds(within) * 1_000, signal };
  try {
    const { url, request } = await apiClient({ stage, region, url: givenUrl, token });
    console.log(`Stage ${stage}, ${url}`);

    const email = `smoke-${randomUUID()}@example.com`;
    const user = await step('POST /users', async () =>
      expectStatus(201, await request('POST', '/users', { email, name: 'Smoke' })),
    );
    await step('GET /users/{user_id}', async () => expectStatus(200, await request('GET', `/users/${user.id}`)));

    const key = { 'idempotency-key': randomUUID() };
    const body = { user_id: user.id, amount: '59.99' };
    const order = await step('POST /orders', async () =>
      expectStatus(201, await request('POST', '/orders', body, key)),
    );
    await step('POST /orders once more, with the same Idempotency-Key: the same order', async () => {
      const again = expectStatus(201, await request('POST', '/orders', body, key));
      if (again.id !== order.id) throw new Error(`There are two orders: ${order.id} and ${again.id}`);
    });

    await step('user_created → the order knows its user', () =>
      until(async () => {
        const { user: known } = expectStatus(200, await request('GET', `/orders/${order.id}`));
        if (known?.email !== email) throw new Error(`The order ${order.id} does not know its user after ${within} s`);
      }, patience),
    );
    await step('order_created → the user has the order in its list', () =>
      until(async () => {
        const { orders } = expectStatus(200, await request('GET', `/users/${user.id}/orders`));
        if (orders[0]?.order_id !== order.id)
          throw new Error(`The user ${user.id} does not have the order ${order.id} after ${within} s`);
      }, patience),
    );
    console.log(`All is well. What it made stays: user ${user.id}, order ${order.id}`);
  } catch (error) {
    throw explained(error);
  }
});

function readOptions() {
  return parseArgs({
    options: {
      stage: { type: 'string', default: 'local' },
      region: { type: 'string' },
      url: { type: 'string' },
      token: { type: 'string' },
      within: { type: 'string', default: '60' },
      help: { type: 'boolean', default: false },
    },
  }).values;
}

function seconds(within: string): number {
  if (!/^\d+$/.test(within)) throw new Error(`--within is "${within}": it must be a number of seconds`);
  return Number(within);
}

function expectStatus(status: number, answer: Answer): Answer['json'] {
  if (answer.status === status) return answer.json;
  throw new Error(`Answered ${answer.status} instead of ${status}: ${JSON.stringify(answer.json)}`);
}
