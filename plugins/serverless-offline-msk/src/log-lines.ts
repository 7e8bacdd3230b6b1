import type { Fact, FactName, OffsetRange, PartitionLag } from './facts.ts';

type FactOf<Name extends FactName> = Extract<Fact, { name: Name }>;

/** One invocation and what comes of it, as `ordersOnUserCreated  ok  users-0 @17  1 record  12 ms  attempt 1`. */
export function batchLine(fact: FactOf<'succeeded' | 'failed'>, next?: FactOf<'retried' | 'split'>): string {
  const { mapping, partitions, records, durationMs, attempt } = fact;
  const columns = [
    mapping.function.key,
    fact.name === 'succeeded' ? 'ok' : failure(fact),
    offsets(mapping.topic, partitions),
    countOf(records),
    `${Math.round(durationMs)} ms`,
    `attempt ${attempt}${next ? `, ${nextStep(next)}` : ''}`,
    ...(fact.name === 'failed' ? [printable(fact.message)] : []),
  ];
  return columns.join('  ');
}

/** Records that were given up, and where they are now. */
export function givenUpLine({
  name,
  mapping,
  partitions,
  records,
  payloadBytes,
  condition,
}: FactOf<'dead-lettered' | 'dropped'>): string {
  const reason = condition === 'MaximumPayloadSizeExceeded' ? `${condition}: ${payloadBytes} bytes` : condition;
  const destination = mapping.onFailureDestination;
  const where = name === 'dead-lettered' ? `SENT TO ${destination && nameOf(destination)}` : 'DROPPED';
  return [mapping.function.key, where, offsets(mapping.topic, partitions), countOf(records), reason].join('  ');
}

export function destinationFailedLine({
  mapping,
  destination,
  records,
  message,
}: FactOf<'destination-failed'>): string {
  return [mapping.function.key, `NOT SENT TO ${destination}`, countOf(records), printable(message)].join('  ');
}

export const commitFailedLine = ({ mapping, message }: FactOf<'commit-failed'>): string =>
  [mapping.function.key, 'NOT COMMITTED', mapping.topic, printable(message)].join('  ');

/** A partition's lag is unknown while nothing is committed there: that is not the same as none. */
export const lagLine = ({ mapping, partitions }: FactOf<'lag'>): string =>
  [mapping.function.key, 'lag', partitions.map((partition) => partitionLag(mapping.topic, partition)).join(', ')].join(
    '  ',
  );

const partitionLag = (topic: string, { partition, lag }: PartitionLag) => `${topic}-${partition} ${lag ?? '–'}`;

function failure({ result, failedRecords, records }: FactOf<'failed'>): string {
  if (result === 'not-invoked') return 'NOT INVOKED';
  return result === 'partial' ? `FAILED ${failedRecords} of ${records}` : 'FAILED';
}

const nextStep = (next: FactOf<'retried' | 'split'>) =>
  next.name === 'retried' ? `next in ${duration(next.nextRetryInMs)}` : `split into ${next.into.join(' and ')}`;

const duration = (ms: number) => (ms < 1000 ? `${ms} ms` : `${Math.round(ms / 100) / 10} s`);

const offsets = (topic: string, partitions: readonly OffsetRange[]) =>
  partitions
    .map(({ partition, firstOffset: first, lastOffset: last }) =>
      first === last ? `${topic}-${partition} @${first}` : `${topic}-${partition} @${first}-${last}`,
    )
    .join(', ');

const countOf = (records: number) => (records === 1 ? '1 record' : `${records} records`);

const nameOf = (destination: NonNullable<Fact['mapping']['onFailureDestination']>) =>
  destination.kind === 'kafka' ? `kafka://${destination.topic}` : destination.arn;

const longestMessage = 300;

/** A message comes from the function or a server: it must neither steer the terminal nor begin a line of its own. */
function printable(message: string): string {
  const text = message.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, escaped);
  return text.length > longestMessage ? `${text.slice(0, longestMessage)}…` : text;
}

const escaped = (character: string) => (character === '\n' ? '\\n' : `\\u{${character.codePointAt(0)?.toString(16)}}`);
