// Publisher and consumer are deployed one after the other: whichever is first, the other still runs on the released contract.
import { marshall } from '@aws-sdk/util-dynamodb';
import { expect, test } from '@jest/globals';
import { execa } from 'execa';
import { readReleased, releasedFile } from '../../contracts/released.ts';
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

/** The released contract as the source of its module: made of the JSON Schema, and as it was in git where there is git. */
const CASES = await Promise.all(
  EVENTS.map(async (event) => [
    { event, form: 'released form', source: fromReleasedForm(event.type) },
    { event, form: 'commit that was released', source: await fromGit(event.type, event.contract) },
  ]),
).then((cases) =>
  cases.flat().flatMap(({ event, form, source }) => (source ? [[event.type, form, event, source] as const] : [])),
);

test.each(CASES)('%s: a consumer of the %s reads what is published now', async (_, __, event, source) => {
  const publish = await bundle(event.publisher);
  const consume = await bundle(event.consumer, { [event.contract]: source });
  const item = event.item();

  await publish(inserted(item), lambdaContext());
  const record = await published(event.type, item.id);
  await consume(mskEvent({ [`${event.type}-0`]: [record] }), lambdaContext());

  expect(await event.foreignRecord(item.id)).toMatchObject(releasedFields(event.type, record.value));
});

test.each(CASES)('%s: what a publisher of the %s wrote is read now', async (_, __, event, source) => {
  const publish = await bundle(event.publisher, { [event.contract]: source });
  const consume = await bundle(event.consumer);
  const item = event.item();

  await publish(inserted(item), lambdaContext());
  const record = await published(event.type, item.id);
  const value = releasedFields(event.type, record.value);
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
function releasedFields(type: string, value: Buffer): object {
  const known = Object.keys(readReleased(type).writes.properties ?? {});
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

/** Undefined where git is not there, or does not know the file. */
async function fromGit(type: string, contract: string): Promise<string | undefined> {
  const { stdout: commit } = await execa({ reject: false })`git log -1 --format=%H -- ${releasedFile(type)}`;
  if (!commit) return undefined;
  const { stdout, failed } = await execa({ reject: false })`git show ${commit}:${contract}`;
  return failed ? undefined : stdout;
}
