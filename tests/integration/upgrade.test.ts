// Publisher and consumer are deployed one after the other: whichever is first, the other still runs on the released contract.
import { marshall } from '@aws-sdk/util-dynamodb';
import { expect, test } from '@jest/globals';
import { execa } from 'execa';
import type { PlainContract } from '../../contracts/plain-contract.ts';
import { readReleased } from '../../contracts/released.ts';
import { newOrder } from '../../functions/orders/order.ts';
import { newUser } from '../../functions/users/user.ts';
import { bundle } from '../support/bundle.ts';
import { lambdaContext } from '../support/http-event.ts';
import { mskEvent } from '../support/msk-event.ts';
import { readItem } from '../support/tables.ts';
import { readTopic } from '../support/topic.ts';

const user = () => newUser({ email: 'ada@example.com', name: 'Ada' });
const { id: userId } = user();

const EVENTS = [
  {
    type: 'user_created',
    contract: 'events/user-created.ts',
    publisher: 'functions/users/publish.ts',
    consumer: 'functions/orders/on-user-created.ts',
    item: user,
    foreignRecord: (id: string) => readItem('orders', `USER#${id}`, 'USER'),
  },
  {
    type: 'order_created',
    contract: 'events/order-created.ts',
    publisher: 'functions/orders/publish.ts',
    consumer: 'functions/users/on-order-created.ts',
    item: () => newOrder({ user_id: userId, amount: '59.99' }),
    foreignRecord: (id: string) => readItem('users', `USER#${userId}`, `ORDER#${id}`),
  },
];

interface Form {
  /** Of the contract's module. */
  readonly source: string;
  readonly released: PlainContract;
}

/** The released contract as made of its JSON Schema, and as it was before the last change: in git, where it is there. */
const CASES: [type: string, name: string, event: (typeof EVENTS)[number], form: Form][] = [];
for (const event of EVENTS) {
  const { type } = event;
  const before = await beforeLastChange(event);
  CASES.push([type, 'released form', event, { source: fromReleasedForm(type), released: readReleased(type) }]);
  if (typeof before === 'string') test.skip(`${type}: the form before the last change, since ${before}`, () => {});
  else CASES.push([type, 'form before the last change', event, before]);
}

test.each(CASES)('%s: a consumer of the %s reads what is published now', async (_, __, event, form) => {
  const publish = await bundle(event.publisher);
  const consume = await bundle(event.consumer, { [event.contract]: form.source });
  const item = event.item();

  await publish(inserted(item), lambdaContext());
  const record = await published(event.type, item.id);
  await consume(mskEvent({ [`${event.type}-0`]: [record] }), lambdaContext());

  expect(await event.foreignRecord(item.id)).toMatchObject(fieldsOf(form.released, record.value));
});

test.each(CASES)('%s: what a publisher of the %s wrote is read now', async (_, __, event, form) => {
  const publish = await bundle(event.publisher, { [event.contract]: form.source });
  const consume = await bundle(event.consumer);
  const item = event.item();

  await publish(inserted(item), lambdaContext());
  const record = await published(event.type, item.id);
  const value = fieldsOf(form.released, record.value);
  await consume(mskEvent({ [`${event.type}-0`]: [{ ...record, value }] }), lambdaContext());

  expect(await event.foreignRecord(item.id)).toMatchObject(value);
});

const inserted = (item: object) => ({
  Records: [{ eventName: 'INSERT', dynamodb: { NewImage: marshall(item) } }],
});

async function published(topic: string, aggregateId: string) {
  const messages = await readTopic(process.env.KAFKA_BROKERS ?? '', topic);
  const message = messages.find(({ key }) => key?.toString() === aggregateId);
  if (!message?.key || !message.value) throw new Error(`${topic} holds no event of ${aggregateId}`);
  return { key: message.key, value: message.value, offset: Number(message.offset) };
}

/** What the released publisher knew of an event. */
function fieldsOf({ writes }: PlainContract, value: Buffer): object {
  const known = Object.keys(writes.properties ?? {});
  return Object.fromEntries(Object.entries(JSON.parse(value.toString())).filter(([name]) => known.includes(name)));
}

function fromReleasedForm(type: string): string {
  const name = type.replaceAll(/_(\w)/g, (_, letter) => letter.toUpperCase());
  const { source, key, reads } = readReleased(type);
  const contract = JSON.stringify({ type, source });
  return `import * as z from 'zod';
    export const ${name} = {
      ...${contract}, schema: z.fromJSONSchema(${JSON.stringify(reads)}), aggregateId: (event) => event.${key},
    };`;
}

/**
 * Not the last change: it may be released with the same commit. And a shallow clone knows one commit only, with everything
 * in it. @returns why there is none
 */
async function beforeLastChange({ type, contract }: (typeof EVENTS)[number]): Promise<Form | string> {
  const git = execa({ reject: false });
  const { stdout: isShallow, failed } = await git`git rev-parse --is-shallow-repository`;
  if (failed) return 'there is no git repository';
  if (isShallow === 'true') return 'the clone is shallow';
  const { stdout: commit } = await git`git log -1 --skip=1 --format=%H -- ${contract}`;
  if (!commit) return 'the contract was never changed';
  const { stdout: source } = await execa`git show ${commit}:${contract}`;
  const released = await git`git show ${commit}:contracts/released/${type}.json`;
  return { source, released: released.failed ? readReleased(type) : JSON.parse(released.stdout) };
}
