import type { Alternative } from './pattern.ts';

/** Each of them is a sentence about filters that may do something else, or nothing, on AWS. */
export function filterWarnings(patternCount: number, alternatives: readonly Alternative[]): string[] {
  const fields = alternatives.flatMap((alternative) => [...alternative.keys()]);
  const rules = alternatives.flatMap((alternative) => [...alternative.values()].flat());

  return [
    ...(patternCount > defaultQuota ? [`${patternCount} filters: AWS allows ${defaultQuota}, and 10 on request`] : []),
    ...[...new Set(fields.map(propertyOf))].flatMap(propertyWarning),
    ...[...new Set(rules.map((rule) => rule.operator))].flatMap(operatorWarning),
  ];
}

const defaultQuota = 5;

const propertyOf = (field: string): string => field.split('.', 1)[0] as string;

function propertyWarning(property: string): string[] {
  if (property === 'value') return [];
  if (undocumentedProperties.includes(property))
    return [`a filter on "${property}": AWS documents filters on "value" only`];
  const known = ['value', ...undocumentedProperties].join(', ');
  return [`a filter on "${property}", which no record has: there is only ${known}`];
}

const undocumentedProperties = ['key', 'topic', 'partition', 'offset', 'timestamp', 'timestampType'];

const operatorWarning = (operator: string): string[] =>
  documentedOperators.has(operator)
    ? []
    : [`a filter with "${operator}", which is not among the operators that Lambda documents`];

/** The table of operators in the Lambda guide's "Control which events Lambda sends to your function". */
const documentedOperators = new Set([
  ...['equals', 'equals-ignore-case', 'prefix', 'suffix', 'anything-but', 'numeric', 'exists'],
]);
