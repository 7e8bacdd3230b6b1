// npm run reconcile: the source items against the foreign records that the other service made of their events.
import { setTimeout as delay } from 'node:timers/promises';
import type { ReplayResult } from '../functions/shared/replay-request.ts';
import { stepOn } from '../stack/progress.ts';
import { COPIES } from './copies.ts';
import { invoke } from './invoke.ts';
import { operation } from './operation.ts';
import { count, printable } from './print.ts';
import { compare, type Difference, look } from './reconciliation.ts';
import type { Stage } from './stage.ts';

const HELP = `npm run reconcile [-- --repair]

Compares each user and each order with the foreign record that the other service keeps of it, and prints what is missing,
extra or different: kind, event, id and the foreign record's key, separated by tabs. What differs is looked at for up to
10 seconds before it is printed: its event may be on its way. It reads both tables with your credentials, and writes
nothing but through --repair.

  --repair            announces again what is missing or different, and waits for it; what is extra stays`;

/** Their events may be on the way. */
const SETTLE_MS = 10_000;
const REPAIRED_WITHIN_MS = 60_000;

/** They are kept in memory. Where more differ, a replay of the whole event is the repair. */
const MAX_DIFFERENCES = 10_000;

const step = stepOn(process.stderr);

await operation({ help: HELP, options: { repair: { type: 'boolean' } } }, async ({ stage, options, words, signal }) => {
  if (words.length > 0) throw new Error(`${words.join(' ')}: reconcile takes options only, see --help`);
  const found = await findDifferences(stage, signal);
  let left = await step('A second look', (detail) =>
    stillDiffering(stage, found, { withinMs: SETTLE_MS, signal, detail }),
  );
  print(left);
  const replayable = left.filter(({ kind }) => kind !== 'extra');
  if (options.repair && replayable.length > 0) {
    const extra = left.filter(({ kind }) => kind === 'extra');
    const unrepaired = await repair(stage, replayable, signal);
    console.log(`${replayable.length - unrepaired.length} repaired`);
    left = [...unrepaired, ...extra];
  }
  if (left.length > 0) throw new Error(advice(left, options.repair === true));
  console.log('Every user and every order has its foreign record, and there is no other');
});

async function findDifferences(stage: Stage, signal: AbortSignal): Promise<Difference[]> {
  return step('Comparing', async (detail) => {
    const differences: Difference[] = [];
    let looked = 0;
    for (const copy of COPIES) {
      const seen = (items: number) => {
        signal.throwIfAborted();
        looked += items;
        detail(`${count(looked, 'item')}, ${differences.length} may differ`);
      };
      for await (const difference of compare(stage, copy, seen)) {
        differences.push(difference);
        if (differences.length > MAX_DIFFERENCES) {
          throw new Error(
            `More than ${MAX_DIFFERENCES} differ, most by ${copy.event}: npm run replay -- --event ${copy.event}, then once more`,
          );
        }
      }
    }
    return differences;
  });
}

/** Looks again and again until none differs, or for `withinMs`: then with those that do. */
async function stillDiffering(
  stage: Stage,
  differences: Difference[],
  { withinMs, signal, detail }: { withinMs: number; signal: AbortSignal; detail: (text: string) => void },
): Promise<Difference[]> {
  const deadline = Date.now() + withinMs;
  let left = differences;
  for (;;) {
    left = (
      await Promise.all(
        COPIES.map((copy) =>
          look(
            stage,
            left.filter((one) => one.copy === copy),
          ),
        ),
      )
    ).flat();
    if (left.length === 0 || Date.now() > deadline) return left;
    detail(`${left.length} differ`);
    await delay(500, undefined, { signal });
  }
}

async function repair(stage: Stage, differences: Difference[], signal: AbortSignal): Promise<Difference[]> {
  return step('Repairing by replay', async (detail) => {
    for (const { event, source } of COPIES) {
      const ids = differences.filter(({ copy }) => copy.event === event).map(({ id }) => id);
      for (let from = 0; from < ids.length; from += 100) {
        detail(`${event}: ${from} of ${ids.length} announced`);
        await invoke<ReplayResult>(stage, `${source.service}Replay`, { ids: ids.slice(from, from + 100) }, signal);
      }
    }
    return stillDiffering(stage, differences, { withinMs: REPAIRED_WITHIN_MS, signal, detail });
  });
}

function print(differences: Difference[]): void {
  for (const { kind, copy, id, foreignKey } of differences) {
    console.log([kind, copy.event, id, `${foreignKey.pk} ${foreignKey.sk}`].map(printable).join('\t'));
  }
}

function advice(differences: Difference[], repaired: boolean): string {
  const kinds = (['missing', 'different', 'extra'] as const)
    .map((kind) => `${differences.filter((one) => one.kind === kind).length} ${kind}`)
    .join(', ');
  return repaired
    ? `Still ${kinds}. What is missing after its replay may be parked: npm run parked -- list. What is extra has no source: nothing announces that it is gone.`
    : `${kinds}. --repair announces again what is missing or different.`;
}
