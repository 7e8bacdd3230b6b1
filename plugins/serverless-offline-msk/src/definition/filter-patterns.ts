import { compileRecordFilter } from '../record-filter.ts';
import type { Findings } from './findings.ts';
import type { KafkaProperties } from './properties.ts';

/** The parsed patterns, each of them valid. */
export function filterPatternsOf({ FilterCriteria: criteria }: KafkaProperties, findings: Findings): unknown[] {
  const place = findings.at('FilterCriteria.Filters');
  const patterns = (criteria?.Filters ?? []).map(({ Pattern: text = '' }, index) =>
    parse(text, place.at(String(index)).at('Pattern')),
  );
  const valid = patterns.filter((pattern) => pattern !== undefined);
  if (valid.length > 0 && valid.length === patterns.length)
    for (const warning of compileRecordFilter(valid).warnings) place.warn(warning);
  return valid;
}

function parse(text: string, findings: Findings): unknown {
  try {
    const pattern: unknown = JSON.parse(text);
    compileRecordFilter([pattern]);
    return pattern;
  } catch (error) {
    const reason = error instanceof SyntaxError ? `is not JSON (${error.message})` : `is invalid: ${messageOf(error)}`;
    return findings.refuse(`${reason}. It is ${text}`);
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
