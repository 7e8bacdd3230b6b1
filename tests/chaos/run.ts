// npm run chaos -- --minutes N --seed S: load while components die, then the tally. The seed repeats when
// what fails, and the order of the requests.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { untilInterrupted } from '../../stack/interruption.ts';
import { shownStep as step } from '../../stack/progress.ts';
import { type Happening, runChaos } from './chaos.ts';
import { readOptions } from './options.ts';
import { planFrom } from './plan.ts';
import { happeningLine, report } from './report.ts';
import { startSystem } from './system.ts';
import { violations } from './tally.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'users-orders-chaos-'));
let broken = 0;

const finished = await untilInterrupted(async (signal) => {
  const { minutes, seed } = readOptions();
  const durationMs = minutes * 60_000;
  const plan = planFrom(seed, durationMs);
  await using system = await startSystem(folder, { step, signal });
  console.log(
    `${minutes} minutes, ${plan.faults.length} faults. To repeat it: npm run chaos -- --minutes ${minutes} --seed ${seed}\n`,
  );
  const happenings: Happening[] = [];
  const onHappening = (happening: Happening) => {
    happenings.push(happening);
    // Over the line that shows the progress.
    if (process.stdout.isTTY) process.stdout.write('\r\x1b[K');
    console.log(happeningLine(happening));
  };
  const outcome = await runChaos(plan, durationMs, system, { step, signal, onHappening });
  console.log(`\n${report(happenings, outcome)}\n`);
  broken = violations(outcome.rows);
});

if (!finished || broken > 0) process.exitCode = 1;
if (process.exitCode === 1) console.log(`Logs and data are in ${folder}`);
else rmSync(folder, { recursive: true });
