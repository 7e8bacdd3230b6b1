import type { Happening, Outcome } from './chaos.ts';
import { countsOf, type Row } from './tally-row.ts';

export const happeningLine = ({ atMs, component, kind, durationMs, note }: Happening): string =>
  [
    `${clock(atMs)}  ${component.padEnd(18)}  ${kind.padEnd(24)}`,
    durationMs > 0 ? `${(durationMs / 1_000).toFixed(1).padStart(5)} s` : '       ',
    note,
  ].join('  ');

/** How often each fault was there, and the tally, promise by promise, with some names of what broke it. */
export function report(happenings: readonly Happening[], { load, evidence, rows }: Outcome): string {
  const faults = happenings.filter(({ kind }) => kind !== 'ended by itself');
  const counts = countsOf(happenings.map(({ component, kind }) => `${component}: ${kind}`));
  const statuses = countsOf(load.sent.map(({ status }) => String(status ?? 'no answer')));
  const events = [...evidence.userCreated, ...evidence.orderCreated].flatMap(({ headers }) => headers.ce_id ?? []);
  return [
    `Faults: ${faults.length}, of which took effect: ${faults.filter(({ tookEffect }) => tookEffect).length}`,
    ...[...counts].sort().map(([fault, count]) => `  ${String(count).padStart(4)}  ${fault}`),
    '',
    `Requests: sent ${load.sent.length} of ${load.planned} planned, attempts: ${load.sent.reduce((sum, { attempts }) => sum + attempts, 0)}`,
    ...[...statuses].sort().map(([status, count]) => `  ${String(count).padStart(6)}  ${status}`),
    `Records of events: ${events.length}, of which sent again: ${events.length - new Set(events).size}`,
    '',
    `${'promise'.padEnd(52)}${['checked', 'lost', 'doubled', 'wrong', 'stuck'].map((head) => head.padStart(8)).join('')}`,
    ...rows.flatMap(rowLines),
  ].join('\n');
}

const SHOWN = 5;

function rowLines({ promise, checked, lost, doubled, wrong, stuck }: Row): string[] {
  const broken = Object.entries({ lost, doubled, wrong, stuck });
  const numbers = [checked, ...broken.map(([, names]) => names.length)];
  return [
    `${promise.padEnd(52)}${numbers.map((number) => String(number).padStart(8)).join('')}`,
    ...broken.flatMap(([how, names]) => names.slice(0, SHOWN).map((name) => `    ${how}: ${name}`)),
  ];
}

function clock(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
}
