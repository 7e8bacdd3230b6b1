import { onFacts } from './facts.ts';
import type { EventSourceMapping } from './mapping.ts';
import { count, type Metrics, noMetrics } from './metrics.ts';

export interface MetricsOfMapping {
  readonly mapping: EventSourceMapping;
  readonly metrics: Metrics;
}

/** Keeps the metrics of every mapping of which there is a fact, from now on. */
export class MetricsCollector {
  readonly #byUuid = new Map<string, MetricsOfMapping>();
  readonly #end = onFacts((fact) => {
    const metrics = this.#byUuid.get(fact.mapping.uuid)?.metrics ?? noMetrics;
    this.#byUuid.set(fact.mapping.uuid, { mapping: fact.mapping, metrics: count(metrics, fact) });
  });

  get all(): readonly MetricsOfMapping[] {
    return [...this.#byUuid.values()];
  }

  stop(): void {
    this.#end();
  }
}
