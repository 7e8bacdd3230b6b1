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
    metrics: { ...counters, ...offsetLag(partitions), ProvisionedPollers: pollersOf(mapping) },
    partitions,
  })),
});

/** Nothing scales with the lag here: the pollers of provisioned mode are its minimum. */
const pollersOf = ({ provisionedPollers }: EventSourceMapping) => provisionedPollers?.minimum ?? null;

/** Prometheus' text format 0.0.4. Metrics have AWS's names, but for `PartitionOffsetLag`. What is unknown is absent. */
export function toPrometheus(mappings: readonly MetricsOfMapping[]): string {
  const counters = counterNames.map((name) =>
    family(name, 'counter', mappings, ({ counters }) => [sample(counters[name])]),
  );
  const gauges = (['OffsetLag', 'MaxOffsetLag', 'SumOffsetLag'] as const).map((name) =>
    family(name, 'gauge', mappings, ({ partitions }) => [sample(offsetLag(partitions)[name])]),
  );
  const pollers = family('ProvisionedPollers', 'gauge', mappings, (_, mapping) => [sample(pollersOf(mapping))]);
  const lag = family('PartitionOffsetLag', 'gauge', mappings, ({ partitions }) =>
    partitions.map(({ partition, lag }) => sample(lag, { partition: String(partition) })),
  );
  return [...counters, ...gauges, pollers, lag].join('');
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
  samplesOf: (metrics: Metrics, mapping: EventSourceMapping) => readonly Sample[],
): string {
  const lines = mappings.flatMap(({ mapping, metrics }) =>
    samplesOf(metrics, mapping).flatMap(({ value, labels }) =>
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
