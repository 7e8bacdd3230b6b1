import { randomUUID } from 'node:crypto';
import type { Destination, FailedBatch } from '../../src/destination.ts';
import type { KafkaEvent } from '../../src/event.ts';
import { type Fact, type FactName, onFacts } from '../../src/facts.ts';
import type { InvocationResult, Invoker } from '../../src/invoker.ts';
import type { EventSourceMapping } from '../../src/mapping.ts';
import { type Settings, settingsFrom } from '../../src/settings.ts';
import { createEventSource, type EventSourceOptions } from '../../src/source.ts';
import { newMapping } from './failed-batch.ts';
import { members } from './kafka.ts';
import { brokers } from './topics.ts';

export interface RecordedInvocation {
  readonly event: KafkaEvent;
  readonly payload: string;
  readonly startedAtMs: number;
  endedAtMs: number | undefined;
}

/** Gets the event and how many invocations came before; throws as a function does. */
export type Handler = (event: KafkaEvent, index: number) => unknown;

export interface SourceSetup {
  readonly mapping?: Partial<EventSourceMapping>;
  readonly settings?: Partial<Settings>;
  readonly handler?: Handler;
  readonly invoker?: (handle: (payload: string) => Promise<InvocationResult>) => Invoker['invoke'];
  readonly options?: Partial<EventSourceOptions>;
}

/** A started event source with a function that keeps what it gets. Disposing of it checks that it leaves its group. */
export function startSource({ mapping, settings, handler = () => undefined, invoker, options }: SourceSetup) {
  const invocations: RecordedInvocation[] = [];
  const deadLetters: FailedBatch[] = [];
  const messages: string[] = [];
  const say = (message: string) => void messages.push(message);
  const whole = onDemand({ topic: 't', ...mapping });
  const handle = (payload: string) => invokeHandler(handler, payload, invocations);
  const source = createEventSource({
    mapping: whole,
    settings: { ...settingsFrom({ brokers: [...brokers], backoff: { firstMs: 0, maxMs: 0 } }), ...settings },
    invoker: {
      invoke: (_, payload) => (invoker?.(handle) ?? ((_, p) => handle(p)))('f', payload),
      stop: async () => {},
    },
    destination: whole.onFailureDestination && keeper(deadLetters),
    log: { error: say, warning: say, notice: say, debug: () => {} },
    ...options,
  });
  const facts = collectFacts(whole.uuid);
  source.start();
  const stop = async () => {
    await source.stop();
    facts.end();
  };
  return {
    mapping: whole,
    invocations,
    deadLetters,
    messages,
    facts: facts.list,
    stop,
    async [Symbol.asyncDispose]() {
      await stop();
      const left = await members(whole.consumerGroupId);
      if (left.length > 0) throw new Error(`group ${whole.consumerGroupId} still has ${left.length} members`);
    },
  };
}

export type RunningSource = ReturnType<typeof startSource>;

/** The sum of a fact's records. */
export const countOf = ({ facts }: RunningSource, name: FactName): number =>
  facts.reduce((sum, fact) => (fact.name === name && 'records' in fact ? sum + fact.records : sum), 0);

/** The decoded values of an event, by the keys of its records. */
export const valuesOf = ({ records }: KafkaEvent): Record<string, (string | undefined)[]> =>
  Object.fromEntries(
    Object.entries(records).map(([key, list]) => [key, list.map(({ value }) => value && decode(value))]),
  );

/** The number of records in an event. */
export const sizeOf = ({ records }: KafkaEvent): number => Object.values(records).flat().length;

/** The decoded values of all invocations, one list each. */
export const allValues = ({ invocations }: RunningSource) =>
  invocations.map(({ event }) => Object.values(valuesOf(event)).flat());

function onDemand(mapping: Partial<EventSourceMapping>): EventSourceMapping {
  const uuid = randomUUID();
  return newMapping({
    uuid,
    consumerGroupId: uuid,
    provisionedPollers: undefined,
    maximumRetryAttempts: undefined,
    ...mapping,
  });
}

async function invokeHandler(
  handler: Handler,
  payload: string,
  invocations: RecordedInvocation[],
): Promise<InvocationResult> {
  const event = JSON.parse(payload) as KafkaEvent;
  const invocation = { event, payload, startedAtMs: performance.now(), endedAtMs: undefined as number | undefined };
  invocations.push(invocation);
  try {
    return { kind: 'returned', response: await handler(event, invocations.length - 1) };
  } catch (error) {
    return { kind: 'function-error', message: (error as Error).message };
  } finally {
    invocation.endedAtMs = performance.now();
  }
}

const keeper = (deadLetters: FailedBatch[]): Destination => ({
  send: async (batch) => void deadLetters.push(batch),
  stop: async () => {},
});

function collectFacts(uuid: string) {
  const list: Fact[] = [];
  const end = onFacts((fact) => {
    if (fact.mapping.uuid === uuid) list.push(fact);
  });
  return { list, end };
}

const decode = (base64: string) => Buffer.from(base64, 'base64').toString();
