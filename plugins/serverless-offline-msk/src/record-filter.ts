import { type Data, DecodedRecord } from './filter/decoded-record.ts';
import { compileFields } from './filter/fields.ts';
import { type Alternative, parsePattern } from './filter/pattern.ts';
import { filterWarnings } from './filter/warnings.ts';
import { type KafkaRecord, topicPartition } from './record.ts';

export interface RecordFilter {
  readonly matches: (record: KafkaRecord) => boolean;
  /** What AWS does not document, and what can never match: one sentence each. */
  readonly warnings: readonly string[];
}

/**
 * The filters of an event source mapping, as in the Lambda guide's "Filtering events from Amazon MSK and self-managed
 * Apache Kafka event sources". Patterns are ORed; without any, every record passes. An array of rules for `value` is
 * about its text, an object about its fields as JSON: where a record has the other form, or none because it is not
 * UTF-8, these rules are ignored and only those on metadata count.
 *
 * Not documented, and decided here: only objects and arrays count as JSON; a tombstone has neither form; `key` is
 * treated like `value`; metadata is `topic`, `partition`, `offset`, `timestamp` (epoch milliseconds), `timestampType`.
 *
 * @param patterns parsed; how many there may be is not checked here
 * @param warn called once, for the first tombstone for which rules on `value` are ignored
 * @throws {InvalidPattern} naming the path, and what is allowed there
 */
export function compileRecordFilter(
  patterns: readonly unknown[],
  warn: (warning: string) => void = () => {},
): RecordFilter {
  const alternatives = patterns.flatMap(parsePattern);
  const warnings = filterWarnings(patterns.length, alternatives);
  if (patterns.length === 0) return { matches: () => true, warnings };

  const tests = alternatives.map(compileAlternative);
  const fields = alternatives.flatMap((alternative) => [...alternative.keys()]);
  let mayWarn = fields.some((field) => partOf(field).startsWith('value'));
  const matches = (record: KafkaRecord): boolean => {
    if (mayWarn && record.value === null) {
      mayWarn = false;
      warn(
        `${topicPartition(record)} has a tombstone at ${record.offset}: filters on "value" are ignored for tombstones`,
      );
    }
    const decoded = new DecodedRecord(record);
    return tests.some((test) => test(decoded));
  };
  return { matches, warnings };
}

type RecordTest = (record: DecodedRecord) => boolean;

/** Its parts have no array in common, so that each can be decided, or ignored, without the others. */
function compileAlternative(alternative: Alternative): RecordTest {
  const parts = Map.groupBy(alternative, ([field]) => partOf(field));
  const tests = [...parts].map(([part, fields]): RecordTest => {
    const matches = compileFields(new Map(fields));
    if (part === 'metadata') return ({ metadata }) => matches(metadata);

    const [name, form] = part.split(' ') as ['key' | 'value', Data['form']];
    return ({ [name]: data }) => data.form !== form || matches(data.candidate);
  });
  return (record) => tests.every((test) => test(record));
}

type Part = 'metadata' | 'key text' | 'key JSON' | 'value text' | 'value JSON';

function partOf(field: string): Part {
  if (field === 'key' || field === 'value') return `${field} text`;
  if (field.startsWith('key.')) return 'key JSON';
  return field.startsWith('value.') ? 'value JSON' : 'metadata';
}
