import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { allValues, startSource } from '../support/event-source.ts';
import { eventually } from '../support/eventually.ts';
import { committed, connect, createTopic, disconnect, members, produce } from '../support/kafka.ts';
import { fixture, startOffline } from '../support/offline.ts';

jest.setTimeout(120_000);
beforeAll(connect);
afterAll(disconnect);

test('cases 2, 39, 45 and 132: a function under serverless-offline reads a topic from its beginning, as a group of its own', async () => {
  const { topic, environment } = await topics();
  await produce(topic, { 0: [{ key: 'k', value: 'v', headers: { h: 'ë' } }] });
  await using offline = await startOffline(environment);
  const groupId = offline.groupOf(topic);

  await eventually(async () => expect(await committed(groupId, topic)).toEqual({ 0: 1 }));

  expect(offline.events()).toEqual([
    {
      eventSource: 'aws:kafka',
      eventSourceArn: 'arn:aws:kafka:us-east-1:000000000000:cluster/local/11111111-2222-3333-4444-555555555555-1',
      bootstrapServers: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      records: {
        [`${topic}-0`]: [
          {
            topic,
            partition: 0,
            offset: 0,
            timestamp: expect.any(Number),
            timestampType: 'CREATE_TIME',
            key: 'aw==',
            value: 'dg==',
            headers: [{ h: [-61, -85] }],
          },
        ],
      },
    },
  ]);
  expect(groupId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  // 2 s are promised; a slow machine needs as long again to end the processes of the framework.
  expect(await offline.interrupt()).toBeLessThan(4000);
  expect(await members(groupId)).toEqual([]);

  await using again = await startOffline(environment);
  expect(again.groupOf(topic)).toBe(groupId);
  await again.interrupt();
});

test('Ctrl-C waits for a running invocation, and commits it', async () => {
  const { topic, environment } = await topics();
  await using offline = await startOffline(environment);
  await produce(topic, { 0: ['wait'] });
  await eventually(() => expect(offline.events()).toHaveLength(1));

  await offline.interrupt();

  expect(offline.lines('RETURNS')).toHaveLength(1);
  expect(await committed(offline.groupOf(topic), topic)).toEqual({ 0: 1 });
});

test('case 64: a function that times out, and one that ends its process, have failed', async () => {
  const { fragileTopic, environment } = await topics();
  await using offline = await startOffline(environment);

  await produce(fragileTopic, { 0: ['hang'] });
  await eventually(async () => expect(await committed(offline.groupOf(fragileTopic), fragileTopic)).toEqual({ 0: 1 }));
  await produce(fragileTopic, { 0: ['exit'] });
  await eventually(async () => expect(await committed(offline.groupOf(fragileTopic), fragileTopic)).toEqual({ 0: 2 }));
  await produce(fragileTopic, { 0: ['fine'] });

  await eventually(async () => expect(await committed(offline.groupOf(fragileTopic), fragileTopic)).toEqual({ 0: 3 }));
  expect(offline.lines('FRAGILE')).toEqual([
    'FRAGILE hang',
    'FRAGILE hang',
    'FRAGILE exit',
    'FRAGILE exit',
    'FRAGILE fine',
  ]);
  expect(offline.output()).toContain('Lambda timeout');
  expect(offline.output()).toContain('Runtime exited with error: exit status 3');
  await offline.interrupt();
});

test('case 134: twenty starts and stops leave nothing in the group, and deliver each record once', async () => {
  const topic = await createTopic();
  const delivered: (string | undefined)[] = [];

  for (let round = 0; round < 20; round++) {
    const source = startSource({ mapping: { topic, consumerGroupId: topic, batchingWindowMs: 0 } });
    await produce(topic, { 0: [String(round)] });
    await eventually(async () => expect(await committed(topic, topic)).toEqual({ 0: round + 1 }));
    await source.stop();
    delivered.push(...allValues(source).flat());
    expect(await members(topic)).toEqual([]);
  }

  expect(delivered).toEqual(Array.from({ length: 20 }, (_, round) => String(round)));
});

test('case 135: the next batch runs the handler as it is then', async () => {
  const dir = await mkdtemp(path.join(fixture, 'handler-'));
  const file = path.join(dir, 'handler.cjs');
  await copyFile(path.join(fixture, 'handler.cjs'), file);
  const { topic, environment } = await topics();
  const handler = path.relative(fixture, file).replace('.cjs', '');
  await using offline = await startOffline({ ...environment, HANDLER: handler }, ['--reloadHandler']);
  await produce(topic, { 0: ['a'] });
  await eventually(() => expect(offline.lines('RETURNS')).toHaveLength(1));

  await writeFile(file, "exports.consume = async () => console.log('NEW CODE');");
  await produce(topic, { 0: ['b'] });

  await eventually(() => expect(offline.lines('NEW CODE')).toHaveLength(1));
  await eventually(async () => expect(await committed(offline.groupOf(topic), topic)).toEqual({ 0: 2 }));
  await offline.interrupt();
  await rm(dir, { recursive: true });
});

async function topics() {
  const topic = await createTopic();
  const fragileTopic = await createTopic();
  return { topic, fragileTopic, environment: { TOPIC: topic, FRAGILE_TOPIC: fragileTopic } };
}
