import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The whole shard is read: it is closed, and its successors may be read. */
export const SHARD_END = 'SHARD_END';

/** How far each shard is read: the sequence number of the last record that was processed, or SHARD_END. */
export class Checkpoints {
  readonly #file: string;
  readonly #read: Record<string, string>;

  /** @throws where the file holds something else: to begin anew would announce everything again */
  constructor(file: string) {
    this.#file = file;
    this.#read = existsSync(file) ? parse(file) : {};
  }

  get(streamArn: string, shardId: string): string | undefined {
    return this.#read[`${streamArn}::${shardId}`];
  }

  /** Written beside and renamed: a process that is killed meanwhile leaves the old file or the new one, never half of it. */
  set(streamArn: string, shardId: string, position: string): void {
    this.#read[`${streamArn}::${shardId}`] = position;
    mkdirSync(path.dirname(this.#file), { recursive: true });
    const beside = `${this.#file}.new`;
    writeFileSync(beside, JSON.stringify(this.#read, null, 2));
    renameSync(beside, this.#file);
  }
}

function parse(file: string): Record<string, string> {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new Error(`${file} holds no checkpoints. Without it, all of the streams is read again: delete it for that`, {
      cause,
    });
  }
}
