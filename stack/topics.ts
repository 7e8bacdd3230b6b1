import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Admin, type ITopicConfig, Kafka, logLevel } from 'kafkajs';
import type { Settings } from './settings.ts';

export const definedTopics = () =>
  readTopics(readFileSync(path.join(import.meta.dirname, '../events/topics.txt'), 'utf8'));

/** Creates those of events/topics.txt that are not there yet. */
export async function createTopics(settings: Settings): Promise<void> {
  const topics = await missingTopics(settings);
  if (topics.length > 0) await asAdmin(settings, (admin) => admin.createTopics({ topics }));
}

export async function missingTopics(settings: Settings): Promise<ITopicConfig[]> {
  const existing = await asAdmin(settings, (admin) => admin.listTopics());
  return definedTopics().filter(({ topic }) => !existing.includes(topic));
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

async function asAdmin<Result>({ kafkaPort }: Settings, work: (admin: Admin) => Promise<Result>): Promise<Result> {
  const admin = new Kafka({ brokers: [`127.0.0.1:${kafkaPort}`], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}
