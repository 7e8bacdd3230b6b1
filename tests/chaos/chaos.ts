import { setTimeout as delay } from 'node:timers/promises';
import type { Step } from '../../stack/progress.ts';
import { until } from '../../stack/until.ts';
import { type Evidence, gatherEvidence } from './evidence.ts';
import { inject } from './faults.ts';
import { type Load, startLoad } from './load.ts';
import type { Plan } from './plan.ts';
import type { System } from './system.ts';
import { tally, violations } from './tally.ts';
import type { Row } from './tally-row.ts';

/** What happened to a component, be it a fault or that it ended by itself. */
export interface Happening {
  /** Since the beginning. */
  readonly atMs: number;
  readonly component: string;
  readonly kind: string;
  /** Until it was back. */
  readonly durationMs: number;
  /** False for a fault that met nothing: no record came to the full disk, no invocation to the member. */
  readonly tookEffect: boolean;
  readonly note: string;
}

export interface Outcome {
  readonly load: Load;
  readonly evidence: Evidence;
  readonly rows: readonly Row[];
}

/** How long the system may take, with everything up, until all that was promised is there. */
const SETTLES_WITHIN_MS = 240_000;

/**
 * Loads the system while its components fail, then waits until every promise is kept, or the time for that is over.
 * @param onHappening hears of each fault when it is over
 */
export async function runChaos(
  plan: Plan,
  durationMs: number,
  system: System,
  { step, signal, onHappening }: { step: Step; signal: AbortSignal; onHappening: (happening: Happening) => void },
): Promise<Outcome> {
  const begun = performance.now();
  const now = () => Math.round(performance.now() - begun);
  const over = new AbortController();
  const running = over.signal;
  // Not AbortSignal.any: after a soak of 20 minutes such a signal had not heard of the end, and all was started again.
  signal.addEventListener('abort', () => over.abort(), { once: true });

  const supervisions = Object.entries(system.components).map(([component, it]) =>
    it.supervise((how) => {
      const note = `${how}; started again`;
      onHappening({ atMs: now(), component, kind: 'ended by itself', durationMs: 0, tookEffect: true, note });
    }, running),
  );
  const load = startLoad(plan.requests, system.settings, durationMs, running);
  const faults = plan.faults.map(async (fault) => {
    await delay(fault.atMs, undefined, { signal: running });
    // One component has one fault at a time; different ones may be away together.
    await system.components[fault.component].exclusively(async () => {
      const atMs = now();
      const outcome = await inject(fault, system, running);
      onHappening({ ...fault, atMs, durationMs: now() - atMs, ...outcome });
    });
  });

  async function work(): Promise<Outcome> {
    await step('Load', async (detail) => {
      const progress = setInterval(() => detail(`${load.sent.length} requests`), 30_000);
      await Promise.all([...faults, load.done]).finally(() => clearInterval(progress));
    });
    return step('Until everything is there', (detail) => settle(load, system, detail, running));
  }
  try {
    // A supervision ends only with the run, or by what cannot be started again.
    return await Promise.race([work(), failureOf(supervisions)]);
  } finally {
    over.abort();
  }
}

/** Never resolves. */
const failureOf = (supervisions: readonly Promise<void>[]): Promise<never> =>
  new Promise((_, reject) => Promise.all(supervisions).catch(reject));

async function settle(
  load: Load,
  system: System,
  detail: (text: string) => void,
  signal: AbortSignal,
): Promise<Outcome> {
  let outcome: Outcome | undefined;
  const attempt = async () => {
    const evidence = await gatherEvidence(system.settings);
    outcome = { load, evidence, rows: tally(load, evidence) };
    const missing = violations(outcome.rows);
    detail(`${missing} to go`);
    if (missing > 0) throw new Error('not settled');
  };
  try {
    await until(attempt, { withinMs: SETTLES_WITHIN_MS, everyMs: 2_000, signal });
  } catch (error) {
    if (!outcome || signal.aborted) throw error;
  }
  return outcome as Outcome;
}
