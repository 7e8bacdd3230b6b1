import type { EventSourceMapping } from './mapping.ts';
import { counterNames, type Metrics, offsetLag } from './metrics.ts';
import type { MetricsOfMapping } from './metrics-collector.ts';

/** All mappings as one JSON value, each with its metrics by AWS's names and the offsets of its partitions. */
export const toJson = (mappings: readonly MetricsOfMapping[]) => ({
  mappings: mappings.map(({ mapping, metrics: { counters, partitions } }) => ({
    uuid: mapping.uuid,
    logicalId: mapping.logicalId,
    function: mapping.function.key,
    topic: mapping.topic,
    consumerGroupId: mapping.consumerGroupId,
    metrics: { ...counters, ...offsetLag(partitions) },
    partitions,
  })),
});

/** Prometheus' text format 0.0.4. Metrics keep AWS's names; `OffsetLag` is a partition's. What is unknown is absent. */
export function toPrometheus(mappings: readonly MetricsOfMapping[]): string {
  const counters = counterNames.map((name) =>
    family(name, 'counter', mappings, ({ counters }) => [sample(counters[name])]),
  );
  const gauges = (['MaxOffsetLag', 'SumOffsetLag'] as const).map((name) =>
    family(name, 'gauge', mappings, ({ partitions }) => [sample(offsetLag(partitions)[name])]),
  );
  const lag = family('OffsetLag', 'gauge', mappings, ({ partitions }) =>
    partitions.map(({ partition, lag }) => sample(lag, { partition: String(partition) })),
  );
  return [...counters, ...gauges, lag].join('');
}

interface Sample {
  readonly value: number | null;
  readonly labels: Readonly<Record<string, string>>;
}

const sample = (value: number | null, labels = {}): Sample => ({ value, labels });

function family(
  name: string,
  type: 'counter' | 'gauge',
  mappings: readonly MetricsOfMapping[],
  samplesOf: (metrics: Metrics) => readonly Sample[],
): string {
  const lines = mappings.flatMap(({ mapping, metrics }) =>
    samplesOf(metrics).flatMap(({ value, labels }) =>
      value === null ? [] : `${name}{${labelPairs({ ...labelsOf(mapping), ...labels })}} ${value}\n`,
    ),
  );
  return `# TYPE ${name} ${type}\n${lines.join('')}`;
}

const labelsOf = ({ function: { key }, topic, uuid }: EventSourceMapping) => ({
  function: key,
  topic,
  event_source_mapping: uuid,
});

const labelPairs = (labels: Readonly<Record<string, string>>) =>
  Object.entries(labels)
    .map(([name, value]) => `${name}="${value.replace(/[\\"\n]/g, escaped)}"`)
    .join(',');

const escaped = (character: string) => (character === '\n' ? '\\n' : `\\${character}`);
