// Writes CONFORMANCE.md from what jest reported: `jest --json --outputFile result.json`, then `node report.ts result.json`.
import { readFileSync, writeFileSync } from 'node:fs';

interface Case {
  readonly number: number;
  readonly section: string;
  readonly given: string;
  readonly expected: string;
  readonly basis: string;
}

interface JestResult {
  readonly testResults: readonly { readonly assertionResults: readonly Assertion[] }[];
}

interface Assertion {
  readonly title: string;
  readonly status: string;
}

/** Cases that are not run, each with the reason. */
const REASONS: Readonly<Record<number, string>> = {
  117: 'not implemented: a schema registry is refused at the start, see case 116',
  118: 'not implemented: a schema registry is refused at the start, see case 116',
  119: 'not implemented: a schema registry is refused at the start, see case 116',
};

const [resultFile] = process.argv.slice(2);
if (!resultFile) throw new Error('usage: report.ts RESULT.json, the output of jest --json');

const cases = readJson<Case[]>(new URL('cases.json', import.meta.url));
const { testResults } = readJson<JestResult>(resultFile);
const assertions = testResults.flatMap(({ assertionResults }) => assertionResults);
const rows = cases.map((one) => ({ ...one, result: resultOf(one.number) }));

writeFileSync(new URL('../../CONFORMANCE.md', import.meta.url), markdown());
const failed = rows.filter(({ result, number }) => result !== 'pass' && !REASONS[number]);
console.log(`${rows.length - failed.length} of ${rows.length} cases pass or have a reason`);
for (const { number, result } of failed) console.log(`case ${number}: ${result}`);
process.exitCode = failed.length === 0 ? 0 : 1;

function markdown(): string {
  const sections = [...new Set(rows.map(({ section }) => section))];
  return [
    '# Conformance',
    '',
    'Generated from a run of the tests that have these numbers in their titles. Basis: D documented by AWS, A in the',
    'API model or the CloudFormation schema, O observed in real payloads, I inferred, L decided here.',
    ...sections.flatMap((section) => ['', `## ${section}`, '', ...table(section)]),
    '',
  ].join('\n');
}

function table(section: string): string[] {
  const ofSection = rows.filter((one) => one.section === section);
  return [
    '| # | Given | Expected | Basis | Result |',
    '|---|---|---|---|---|',
    ...ofSection.map(({ number, given, expected, basis, result }) => row(number, given, expected, basis, result)),
  ];
}

function row(...cells: readonly (string | number)[]): string {
  return `| ${cells.map((cell) => String(cell).replaceAll(' | ', '; ')).join(' | ')} |`;
}

function resultOf(number: number): string {
  const statuses = assertions.filter(({ title }) => numbersIn(title).includes(number)).map(({ status }) => status);
  if (statuses.length === 0) return REASONS[number] ?? 'no test';
  return statuses.every((status) => status === 'passed') ? 'pass' : 'FAIL';
}

/** Of `case 13: …` and `cases 39, 45 and 132: …`. */
function numbersIn(title: string): number[] {
  const [, numbers = ''] = /^cases? ([\d, and]+):/.exec(title) ?? [];
  return (numbers.match(/\d+/g) ?? []).map(Number);
}

function readJson<T>(file: string | URL): T {
  return JSON.parse(readFileSync(file, 'utf8'));
}
