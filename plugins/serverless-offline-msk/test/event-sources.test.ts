import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { startEventSources } from '../src/event-sources.ts';
import { settingsFrom } from '../src/settings.ts';
import { eventually } from './support/eventually.ts';
import { newMapping } from './support/failed-batch.ts';
import { committed, connect, createTopic, disconnect, members, produce } from './support/kafka.ts';
import { brokers } from './support/topics.ts';

jest.setTimeout(30_000);
beforeAll(connect);
afterAll(disconnect);

test('case 52: a mapping that is not enabled invokes nothing and joins no group', async () => {
  const topic = await createTopic();
  await produce(topic, { 0: ['a'] });
  const mappingOf = (key: string, enabled: boolean) => {
    const uuid = randomUUID();
    return newMapping({ uuid, consumerGroupId: uuid, topic, enabled, function: { key, arn: key, timeoutMs: 1000 } });
  };
  const [off, on] = [mappingOf('off', false), mappingOf('on', true)];
  const invoked: string[] = [];
  const say = () => {};

  const sources = await startEventSources({
    mappings: [off, on],
    settings: settingsFrom({ brokers: [...brokers], statusPort: false }),
    aws: {},
    invoker: {
      invoke: async (key) => {
        invoked.push(key);
        return { kind: 'returned', response: null };
      },
      stop: async () => {},
    },
    log: { error: say, warning: say, notice: say, debug: say },
  });

  try {
    await eventually(async () => expect(await committed(on.consumerGroupId, topic)).toEqual({ 0: 1 }));
    expect(await members(on.consumerGroupId)).toHaveLength(1);
    expect(await members(off.consumerGroupId)).toEqual([]);
    expect(invoked).toEqual(['on']);
  } finally {
    await sources.stop();
  }
});
