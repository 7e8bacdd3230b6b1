import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type ITopicConfig, Kafka, logLevel } from 'kafkajs';
import type { Settings } from './settings.ts';

export const definedTopics = () =>
  readTopics(readFileSync(path.join(import.meta.dirname, '../events/topics.txt'), 'utf8'));

/** Creates those of events/topics.txt that are not there yet. */
export async function createTopics({ kafkaPort }: Settings): Promise<void> {
  const admin = new Kafka({ brokers: [`127.0.0.1:${kafkaPort}`], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    const existing = await admin.listTopics();
    const topics = definedTopics().filter(({ topic }) => !existing.includes(topic));
    if (topics.length > 0) await admin.createTopics({ topics });
  } finally {
    await admin.disconnect();
  }
}

/**
 * @param text a topic and its number of partitions on each line; `#` begins a comment line
 * @throws where a line is neither
 */
export function readTopics(text: string): ITopicConfig[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, topic, partitions] = /^([\w.-]+) +([1-9]\d*)\s*$/.exec(line) ?? [];
      if (!topic) throw new Error(`events/topics.txt: "${line}" is not a topic and a number of partitions`);
      return { topic, numPartitions: Number(partitions) };
    });
}
