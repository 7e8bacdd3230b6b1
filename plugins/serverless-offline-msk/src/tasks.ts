import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Dispatcher } from './core/dispatcher.ts';
import type { Aftermath } from './core/piece.ts';
import type { Outcome } from './core/response.ts';
import type { GiveUpTask, InvokeTask, Task } from './core/work.ts';
import { type Destination, type FailedBatch, PartialDelivery } from './destination.ts';
import { kafkaEvent } from './event.ts';
import { type Invocation, type OffsetRange, publish } from './facts.ts';
import type { InvocationResult, Invoker } from './invoker.ts';
import type { EventSourceMapping } from './mapping.ts';
import type { Batch } from './record.ts';

export interface TaskOptions {
  readonly mapping: EventSourceMapping;
  readonly bootstrapServers: string;
  readonly dispatcher: Dispatcher;
  readonly invoker: Invoker;
  readonly destination: Destination | undefined;
  readonly now: () => number;
}

/** Does what the dispatcher has decided, tells it how that ended, and publishes both. */
export const runTask = (task: Task, options: TaskOptions): Promise<void> =>
  task.kind === 'invoke' ? invoke(task, options) : giveUp(task, options);

async function invoke(task: InvokeTask, options: TaskOptions): Promise<void> {
  const { mapping, dispatcher, invoker, now } = options;
  const requestId = randomUUID();
  const payload = payloadOf(task.records, options);
  const invocation: Invocation = {
    requestId,
    attempt: task.attempt,
    records: task.records.length,
    payloadBytes: Buffer.byteLength(payload),
    partitions: offsetRanges(task.records),
  };
  publish('invoked', mapping, invocation);

  const startedAt = now();
  const result = await resultOf(() => invoker.invoke(mapping.function.key, payload));
  const durationMs = now() - startedAt;

  const { outcome, ...aftermath } = dispatcher.invoked(task, result, requestId, now());
  publishResult(mapping, invocation, durationMs, outcome);
  publishAftermath(mapping, invocation, aftermath);
}

/** An invoker that breaks its word must not leave the partition waiting for ever. */
async function resultOf(invoke: () => Promise<InvocationResult>): Promise<InvocationResult> {
  try {
    return await invoke();
  } catch (error) {
    return { kind: 'not-invoked', message: error instanceof Error ? error.message : String(error) };
  }
}

function publishResult(mapping: EventSourceMapping, invocation: Invocation, durationMs: number, outcome: Outcome) {
  if (outcome.kind === 'succeeded') {
    publish('succeeded', mapping, { ...invocation, durationMs });
    return;
  }
  const failedRecords = outcome.kind === 'partial' ? outcome.failed.length : invocation.records;
  const { kind: result, message } = outcome;
  publish('failed', mapping, { ...invocation, durationMs, failedRecords, result, message });
}

function publishAftermath(mapping: EventSourceMapping, invocation: Invocation, aftermath: Aftermath): void {
  if (aftermath.kind === 'retry') {
    publish('retried', mapping, { ...invocation, nextRetryInMs: aftermath.delayMs });
  } else if (aftermath.kind === 'split') {
    const [first, second] = aftermath.halves;
    publish('split', mapping, { ...invocation, into: [first.records.length, second.records.length] });
  }
}

async function giveUp(task: GiveUpTask, options: TaskOptions): Promise<void> {
  const { records, condition, last, invokeCount } = task;
  const { mapping, bootstrapServers, dispatcher, destination, now } = options;
  const requestId = last?.requestId ?? randomUUID();
  const payload = payloadOf(records, options);
  const functionError = last?.functionError ?? false;
  const failed: FailedBatch = {
    mapping,
    bootstrapServers,
    records,
    payload,
    condition,
    requestId,
    invokeCount,
    functionError,
  };

  const undelivered = new Set(destination ? await deliver(destination, failed) : records);
  const publishPart = (name: 'dead-lettered' | 'dropped', part: Batch) => {
    if (part.length === 0) return;
    const payloadBytes = Buffer.byteLength(payloadOf(part, options));
    const partitions = offsetRanges(part);
    publish(name, mapping, { requestId, records: part.length, payloadBytes, partitions, condition });
  };
  publishPart(
    'dead-lettered',
    records.filter((record) => !undelivered.has(record)),
  );
  publishPart('dropped', [...undelivered]);
  dispatcher.gaveUp(task, now());
}

const DELIVERY_DELAYS_MS = [200, 1000];

/**
 * Gives what was not delivered: a destination that refuses records for good loses them, as on AWS (metric
 * `DestinationDeliveryFailures`). What it took is not sent again.
 */
async function deliver(destination: Destination, failed: FailedBatch): Promise<Batch> {
  let { records } = failed;
  for (const pause of [...DELIVERY_DELAYS_MS, undefined]) {
    try {
      await destination.send({ ...failed, records });
      return [];
    } catch (error) {
      if (error instanceof PartialDelivery) records = error.undelivered;
      publishDeliveryFailure(failed.mapping, records, error as Error);
      if (pause !== undefined) await delay(pause);
    }
  }
  return records;
}

function publishDeliveryFailure(mapping: EventSourceMapping, records: Batch, { message }: Error): void {
  const to = mapping.onFailureDestination;
  const destination = to?.kind === 'kafka' ? to.topic : (to?.arn ?? '');
  publish('destination-failed', mapping, { records: records.length, destination, message });
}

const payloadOf = (records: Batch, { mapping, bootstrapServers }: TaskOptions) =>
  JSON.stringify(kafkaEvent(mapping.source, bootstrapServers, records));

function offsetRanges(records: Batch): OffsetRange[] {
  const ranges = new Map<number, OffsetRange>();
  for (const { partition, offset } of records) {
    const range = ranges.get(partition) ?? { partition, firstOffset: offset, lastOffset: offset, records: 0 };
    ranges.set(partition, { ...range, lastOffset: offset, records: range.records + 1 });
  }
  return [...ranges.values()];
}
