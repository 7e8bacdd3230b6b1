import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compilePattern, InvalidPattern } from '../src/filter.ts';
import { type EventRuler, missingCommand, startEventRuler, type Verdict } from './event-ruler/event-ruler.ts';
import { eventsFor } from './filter/events.ts';
import { patterns } from './filter/patterns.ts';

const seed = Number(process.env.FILTER_SEED ?? Date.now() % 2 ** 31);
const pairs = Number(process.env.FILTER_PAIRS ?? 3000);

if (missingCommand) console.warn(`Filters are not compared with event-ruler: there is no ${missingCommand} here`);

let eventRuler: EventRuler | undefined;
beforeAll(async () => {
  if (!missingCommand) eventRuler = await startEventRuler();
}, 300_000);
afterAll(() => eventRuler?.stop());

(missingCommand ? test.skip : test)(
  'a pattern is valid where it is to event-ruler, and matches what it matches there',
  async () => {
    const questions = patterns.chain((pattern) => fc.tuple(fc.constant(pattern), eventsFor(pattern)));
    const counts = { match: 0, 'no match': 0, invalid: 0, failure: 0, undecided: 0 };
    console.info(`Comparing filters with event-ruler: FILTER_SEED=${seed} FILTER_PAIRS=${pairs}`);

    await fc.assert(
      fc.asyncProperty(questions, async ([pattern, event]) => {
        const question = [JSON.stringify(pattern), JSON.stringify(event)] as const;
        const actual = verdictOn(...question);
        const expected = await expectedVerdict(actual, ...question);
        counts[expected]++;
        if (expected !== 'undecided') expect(actual).toBe(expected);
      }),
      { seed, numRuns: pairs },
    );

    expect(counts.match / pairs).toBeGreaterThan(0.15);
    expect(counts['no match'] / pairs).toBeGreaterThan(0.15);
    expect(counts.invalid / pairs).toBeGreaterThan(0.05);
    expect(counts.undecided / pairs).toBeLessThan(0.005);
  },
  300_000 + pairs * 20,
);

function verdictOn(pattern: string, event: string): Verdict {
  try {
    return compilePattern(JSON.parse(pattern))(JSON.parse(event)) ? 'match' : 'no match';
  } catch (error) {
    if (error instanceof InvalidPattern) return 'invalid';
    throw error;
  }
}

/**
 * Undecided is what event-ruler answers in one way where it is asked at once, and in another where it is asked for each
 * alternative: `[{"wildcard": "*X*A*"}, {"equals-ignore-case": "e"}]` matches "x" there, though neither rule does. And
 * where it takes a number for an IP address: `[{"cidr": "16.0.0.0/8"}]` matches 1050, since that is 0x10… too.
 */
async function expectedVerdict(actual: Verdict, pattern: string, event: string): Promise<Verdict | 'undecided'> {
  const ruler = eventRuler as EventRuler;
  const verdict = await ruler.verdict(pattern, event);
  if (verdict === actual) return verdict;

  const verdictApart = await ruler.verdict(pattern, event, true);
  if (verdictApart === actual) return 'undecided';
  if (verdictApart === 'failure') return 'invalid';
  const hasAddress = /cidr|\d\.\d|:[\da-f]*:/i.test(pattern);
  return hasAddress && (await ruler.verdict(pattern, withoutNumbers(event))) === actual ? 'undecided' : verdict;
}

const withoutNumbers = (event: string): string =>
  JSON.stringify(JSON.parse(event), (_, value) => (typeof value === 'number' ? true : value));
