import type { StackKind } from './choice.ts';
import { startDocker } from './docker.ts';
import { startEmbedded } from './embedded/embedded.ts';
import type { Step } from './progress.ts';
import type { Service } from './service.ts';
import type { Settings } from './settings.ts';

/** Kafka and DynamoDB, with the topics of events/topics.txt and the tables of functions/<service>/table.yml. */
export interface Stack extends AsyncDisposable {
  readonly kafka: Service;
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
