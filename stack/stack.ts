import type { StackKind } from './choice.ts';
import { startDocker, startRedpanda } from './docker/docker.ts';
import { startEmbedded, startEmbeddedKafka } from './embedded/embedded.ts';
import type { Step } from './progress.ts';
import type { Service } from './service.ts';
import type { Settings } from './settings.ts';

export interface Broker extends AsyncDisposable {
  readonly kafka: Service;
}

/** Kafka and DynamoDB, with the topics of events/topics.txt and the tables of functions/<service>/table.yml. */
export interface Stack extends Broker {
  readonly dynamodb: Service;
}

export interface StackOptions {
  readonly settings: Settings;
  readonly step: Step;
  /** Gives up, and leaves nothing running. */
  readonly signal?: AbortSignal | undefined;
}

/** @throws where something does not come up, with nothing left running */
export const startStack = (kind: StackKind, options: StackOptions): Promise<Stack> =>
  kind === 'docker' ? startDocker(options) : startEmbedded(options);

/** Kafka alone, without topics. */
export const startBroker = (kind: StackKind, options: StackOptions): Promise<Broker> =>
  kind === 'docker' ? startRedpanda(options) : startEmbeddedKafka(options);
