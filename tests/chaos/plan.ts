import fc from 'fast-check';
import { badRequests } from './bad-requests.ts';
import { poisons } from './poison.ts';

/** All that a run does, from one seed: the same seed and duration make the same plan. Times are ms since the beginning. */
export interface Plan {
  readonly faults: readonly Fault[];
  readonly requests: readonly Request[];
}

export const faultKinds = [
  { component: 'broker', kind: 'SIGKILL' },
  { component: 'broker', kind: 'SIGSTOP' },
  { component: 'broker', kind: 'disk full' },
  // DynamoDB Local promises no durability, unlike DynamoDB: it is never killed.
  { component: 'dynamodb', kind: 'SIGSTOP' },
  { component: 'serverless-offline', kind: 'SIGKILL' },
  { component: 'serverless-offline', kind: 'SIGSTOP' },
  { component: 'msk-event-source', kind: 'SIGKILL in an invocation' },
  { component: 'msk-event-source', kind: 'SIGSTOP' },
  { component: 'msk-event-source', kind: 'leaves and joins' },
] as const;

export type FaultKind = (typeof faultKinds)[number];

export type Fault = FaultKind & {
  readonly atMs: number;
  /** How long the component is away; starting it again comes on top. */
  readonly durationMs: number;
};

/** `of` is the index of an earlier request: the one whose e-mail, whose user, or whose key and body it takes. */
export type Request =
  | { readonly kind: 'user'; readonly keyed: boolean }
  | { readonly kind: 'order'; readonly keyed: boolean; readonly of: number }
  | { readonly kind: 'taken e-mail' | 'repeat' | 'other body'; readonly of: number }
  | { readonly kind: 'bad' | 'poison'; readonly variant: number };

const REQUESTS_PER_SECOND = 6;
const FAULT_EVERY_MS = 15_000;
const LONGEST_FAULT_MS = 9_000;

export function planFrom(seed: number, durationMs: number): Plan {
  return { faults: planFaults(seed, durationMs), requests: planRequests(seed, durationMs) };
}

/** Every kind once in a shuffled order, and again. A short run has each of them, too. */
function planFaults(seed: number, durationMs: number): Fault[] {
  const gapMs = Math.min(FAULT_EVERY_MS, durationMs / faultKinds.length);
  const count = Math.floor(durationMs / gapMs);
  const round = fc.tuple(
    fc.shuffledSubarray([...faultKinds], { minLength: faultKinds.length }),
    fc.array(fc.record({ delay: fraction, length: fraction }), {
      minLength: faultKinds.length,
      maxLength: faultKinds.length,
    }),
  );
  const rounds = sample(round, seed, Math.ceil(count / faultKinds.length));
  return rounds
    .flatMap(([kinds, times]) => kinds.map((kind, index) => ({ ...kind, ...times[index] })))
    .slice(0, count)
    .map(({ component, kind, delay = 0, length = 0 }, index) => {
      const times = {
        atMs: Math.round((index + delay / 2) * gapMs),
        durationMs: Math.round(500 + length * LONGEST_FAULT_MS),
      };
      return { component, kind, ...times } as Fault;
    });
}

function planRequests(seed: number, durationMs: number): Request[] {
  const rolls = sample(
    fc.record({ kind: weighted, pick: fraction }),
    seed,
    Math.ceil((durationMs / 1_000) * REQUESTS_PER_SECOND),
  );
  const users: number[] = [];
  const keyed: number[] = [];
  return rolls.map(({ kind, pick }, index): Request => {
    // Of the latest, which may be still under way.
    const earlier = (indexes: number[]) => indexes.slice(-40)[Math.floor(pick * Math.min(indexes.length, 40))] ?? 0;
    if (kind === 'bad') return { kind, variant: Math.floor(pick * badRequests.length) };
    if (kind === 'poison') return { kind, variant: Math.floor(pick * poisons.length) };
    if (kind.startsWith('user') || users.length === 0) {
      users.push(index);
      const isKeyed = kind !== 'user without a key';
      if (isKeyed) keyed.push(index);
      return { kind: 'user', keyed: isKeyed };
    }
    if (kind.startsWith('order')) {
      const isKeyed = kind === 'order';
      if (isKeyed) keyed.push(index);
      return { kind: 'order', keyed: isKeyed, of: earlier(users) };
    }
    if (kind === 'taken e-mail' || keyed.length === 0) return { kind: 'taken e-mail', of: earlier(users) };
    return { kind: kind as 'repeat' | 'other body', of: earlier(keyed) };
  });
}

const weights = {
  user: 30,
  order: 30,
  'user without a key': 4,
  'order without a key': 4,
  'taken e-mail': 6,
  repeat: 9,
  'other body': 5,
  bad: 6,
  poison: 6,
};

const weighted = fc.oneof(
  ...Object.entries(weights).map(([kind, weight]) => ({
    weight,
    arbitrary: fc.constant(kind as keyof typeof weights),
  })),
);

/** 0 to 1, without 1. */
const fraction = fc.integer({ min: 0, max: 999_999 }).map((millionths) => millionths / 1_000_000);

const sample = <Value>(arbitrary: fc.Arbitrary<Value>, seed: number, numRuns: number): Value[] =>
  fc.sample(fc.noBias(arbitrary), { seed, numRuns });
