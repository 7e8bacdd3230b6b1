import type { AwsSettings } from './aws-client.ts';
import { createDestination } from './destinations/create.ts';
import type { Invoker } from './invoker.ts';
import { kafkaClient } from './kafka/client.ts';
import type { Log } from './log.ts';
import { logFacts } from './log-facts.ts';
import type { EventSourceMapping } from './mapping.ts';
import { compileRecordFilter } from './record-filter.ts';
import type { Settings } from './settings.ts';
import { createEventSource } from './source.ts';
import { startStatusServer } from './status-server.ts';

export interface EventSourcesOptions {
  readonly mappings: readonly EventSourceMapping[];
  readonly settings: Settings;
  /** Where the destinations are. */
  readonly aws: AwsSettings;
  readonly invoker: Invoker;
  readonly log: Log;
}

/** The event sources of all enabled mappings, each with its filter and its destination, their log and their metrics. */
export async function startEventSources({ mappings, settings, aws, invoker, log }: EventSourcesOptions) {
  const status = settings.statusPort === false ? undefined : await startStatusServer(settings.statusPort, log);
  if (status?.url) log.notice(`metrics: ${status.url}/metrics.json and ${status.url}/metrics`);
  const endLog = logFacts(log);
  const running = mappings
    .filter(({ enabled }) => enabled)
    .map((mapping) => {
      const kafka = kafkaClient(settings.brokers, mapping.logicalId);
      const destination = createDestination(mapping, { kafka, aws });
      const warn = (warning: string) => log.warning(`${mapping.logicalId}: ${warning}`);
      const filter = compileRecordFilter(mapping.filterPatterns, warn).matches;
      const source = createEventSource({ mapping, settings, invoker, destination, filter, log, kafka });
      source.start();
      return { source, destination };
    });

  return {
    /** Waits for running invocations up to the shutdown limit, commits what is done and leaves the groups. */
    async stop(): Promise<void> {
      await Promise.all(running.map(({ source }) => source.stop()));
      await Promise.all(running.map(({ destination }) => destination?.stop()));
      await invoker.stop();
      endLog();
      await status?.stop();
    },
  };
}
