import { setTimeout as delay } from 'node:timers/promises';
import {
  type _Record,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type GetShardIteratorCommandInput,
  ResourceNotFoundException,
  TrimmedDataAccessException,
} from '@aws-sdk/client-dynamodb-streams';
import { SHARD_END } from './checkpoints.ts';
import { firstFailure } from './response.ts';
import type { InvocationResult, StreamReading } from './source.ts';

const READ_EVERY_MS = 100;
const RETRIED_AFTER_MS = 500;

/** Reads one shard, batch after batch: the next one when the function succeeded with the one before. */
export class ShardReader {
  readonly #shardId: string;
  readonly #reading: StreamReading;

  constructor(shardId: string, reading: StreamReading) {
    this.#shardId = shardId;
    this.#reading = reading;
  }

  /**
   * Resolves at the shard's end, which an open one does not have, or when it is stopped. What DynamoDB does not answer is
   * asked again.
   */
  async read(): Promise<void> {
    const { mapping, log, signal } = this.#reading;
    let iterator: string | undefined;
    let warned: string | undefined;
    let isTrimmed = false;
    while (!signal.aborted) {
      try {
        iterator = await this.#readOnce(iterator ?? (await this.#iterator(isTrimmed)));
        if (!iterator) return;
        warned = undefined;
        isTrimmed = false;
      } catch (error) {
        if (signal.aborted) return;
        const { message } = error as Error;
        if (message !== warned) log.warning(`stream of ${mapping.tableName}: ${message}; tries again`);
        warned = message;
        // Closed and gone after 24 hours: its successor is read.
        if (error instanceof ResourceNotFoundException) return;
        // An iterator expires after 15 minutes: the next one begins at the checkpoint.
        iterator = undefined;
        isTrimmed = error instanceof TrimmedDataAccessException;
        await this.#pause(RETRIED_AFTER_MS);
      }
    }
  }

  /** @returns the iterator of what comes next, undefined at the end */
  async #readOnce(iterator: string | undefined): Promise<string | undefined> {
    const { client, mapping, signal } = this.#reading;
    const { Records = [], NextShardIterator } = await client.send(
      new GetRecordsCommand({ ShardIterator: iterator, Limit: mapping.batchSize }),
      { abortSignal: signal },
    );
    if (!(await this.#process(Records))) return undefined;
    const last = Records.at(-1)?.dynamodb?.SequenceNumber;
    if (last) this.#keep(last);
    if (!NextShardIterator) this.#keep(SHARD_END);
    else if (Records.length < mapping.batchSize) await this.#pause(READ_EVERY_MS);
    return NextShardIterator;
  }

  /** @returns false where it was stopped before the function succeeded */
  async #process(records: readonly _Record[]): Promise<boolean> {
    const { mapping, log, signal } = this.#reading;
    let left = records.filter((record) => this.#reading.matches(record));
    if (left.length === 0) return true;
    for (let attempt = 0; !signal.aborted; attempt++) {
      const result = await this.#reading.invoke(left);
      const failed = this.#failedFrom(left, result);
      if (failed === undefined) return true;
      left = left.slice(failed);
      log.warning(
        `${mapping.functionKey}: ${'error' in result ? result.error : `reports ${left.length} records as failed`}`,
      );
      if (attempt === mapping.maximumRetryAttempts) {
        log.error(`${mapping.functionKey}: gives up ${left.length} records of ${mapping.tableName}`);
        return true;
      }
      await this.#pause(RETRIED_AFTER_MS);
    }
    return false;
  }

  /** @returns the index of the first record that is to come again, undefined where there is none */
  #failedFrom(records: readonly _Record[], result: InvocationResult): number | undefined {
    if ('error' in result) return 0;
    return this.#reading.mapping.reportBatchItemFailures ? firstFailure(records, result.response) : undefined;
  }

  /** After the checkpoint; from the beginning where there is none, or its record is older than the 24 hours that are kept. */
  #iterator(isTrimmed: boolean): Promise<string | undefined> {
    const { checkpoints, streamArn } = this.#reading;
    const SequenceNumber = checkpoints.get(streamArn, this.#shardId);
    return isTrimmed || !SequenceNumber
      ? this.#iteratorAt({ ShardIteratorType: 'TRIM_HORIZON' })
      : this.#iteratorAt({ ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber });
  }

  async #iteratorAt(position: Pick<GetShardIteratorCommandInput, 'ShardIteratorType' | 'SequenceNumber'>) {
    const { client, streamArn: StreamArn, signal } = this.#reading;
    const command = new GetShardIteratorCommand({ StreamArn, ShardId: this.#shardId, ...position });
    return (await client.send(command, { abortSignal: signal })).ShardIterator;
  }

  #keep(position: string): void {
    this.#reading.checkpoints.set(this.#reading.streamArn, this.#shardId, position);
  }

  #pause(ms: number): Promise<void> {
    return delay(ms, undefined, { signal: this.#reading.signal }).catch(() => {});
  }
}
