import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { silentStep } from '../../stack/progress.ts';
import { rememberedProcesses } from '../../stack/remembered-processes.ts';
import { environment } from '../../stack/settings.ts';
import { type Happening, runChaos } from '../chaos/chaos.ts';
import { gatherEvidence } from '../chaos/evidence.ts';
import { planFrom } from '../chaos/plan.ts';
import { report } from '../chaos/report.ts';
import { startSystem } from '../chaos/system.ts';
import { tally, violations } from '../chaos/tally.ts';
import { Npm } from '../support/npm.ts';
import { ownSettings } from '../support/own-settings.ts';
import { deleteItem } from '../support/tables.ts';

const SEED = 20_261_125;
const DURATION_MS = 75_000;

test('every promise is kept while each component dies and hangs; one lost foreign record would be found', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'chaos-'));
  const { signal } = new AbortController();
  const happenings: Happening[] = [];
  const onHappening = (happening: Happening) => happenings.push(happening);
  const plan = planFrom(SEED, DURATION_MS);
  const system = await startSystem(folder, { step: silentStep, signal });
  try {
    const outcome = await runChaos(plan, DURATION_MS, system, { step: silentStep, signal, onHappening });

    expect(happenings.filter(({ kind }) => kind !== 'ended by itself')).toHaveLength(plan.faults.length);
    if (violations(outcome.rows) > 0) throw new Error(report(happenings, outcome));

    Object.assign(process.env, environment(system.settings));
    const lost = outcome.evidence.users.find(({ sk }) => sk.startsWith('ORDER#')) ?? {};
    await deleteItem('users', lost);
    const rows = tally(outcome.load, await gatherEvidence(system.settings));
    expect(rows.flatMap(({ promise, lost: names }) => names.map((name) => [promise, name]))).toEqual([
      ['every order has exactly one foreign record', lost.order_id],
    ]);
  } finally {
    await system[Symbol.asyncDispose]();
  }
  rmSync(folder, { recursive: true });
}, 600_000);

test('Ctrl-C in the middle of a run stops everything', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'chaos-'));
  const settings = await ownSettings(folder);
  const chaos = new Npm(['run', 'chaos', '--', '--minutes', '5', '--seed', '1'], settings, { TMPDIR: folder });
  await chaos.said('broker              SIGSTOP');
  expect(rememberedProcesses(folder).map(({ name }) => name)).toContain('msk-event-source');

  chaos.signal('SIGINT');

  await chaos.end();
  expect(rememberedProcesses(folder)).toEqual([]);
  rmSync(folder, { recursive: true });
}, 400_000);
