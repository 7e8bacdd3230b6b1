// npm run soak -- --minutes N --seed S: load without faults, and the memory of serverless-offline with the plugin and the
// function workers in it.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { untilInterrupted } from '../../stack/interruption.ts';
import { shownStep as step } from '../../stack/progress.ts';
import { runChaos } from './chaos.ts';
import { FLAT_MB_PER_MINUTE, isFlat, type MemorySample, memoryTable } from './memory.ts';
import { readOptions } from './options.ts';
import { planFrom } from './plan.ts';
import { report } from './report.ts';
import { startSystem } from './system.ts';
import { violations } from './tally.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'users-orders-soak-'));
const memoryFile = path.join(folder, 'memory.jsonl');
let isWell = false;

await untilInterrupted(async (signal) => {
  const { minutes, seed } = readOptions();
  const durationMs = minutes * 60_000;
  const plan = { ...planFrom(seed, durationMs), faults: [] };
  const reporter = path.join(import.meta.dirname, 'memory-reporter.ts');
  const env = { NODE_OPTIONS: `--import=${reporter}`, MEMORY_FILE: memoryFile };
  await using system = await startSystem(folder, { step, signal, env });
  console.log(`${minutes} minutes of load. To repeat it: npm run soak -- --minutes ${minutes} --seed ${seed}\n`);
  const outcome = await runChaos(plan, durationMs, system, { step, signal, onHappening: () => {} });
  const samples = readSamples();
  isWell = isFlat(samples) && violations(outcome.rows) === 0;
  console.log(`\n${report([], outcome)}\n\n${memoryTable(samples)}`);
  console.log(`${isFlat(samples) ? 'Flat' : 'Not flat'}: flat is at most ${FLAT_MB_PER_MINUTE} MB a minute.`);
});

if (isWell) rmSync(folder, { recursive: true });
else {
  console.log(`Logs and data are in ${folder}`);
  process.exitCode = 1;
}

function readSamples(): MemorySample[] {
  if (!existsSync(memoryFile)) return [];
  return readFileSync(memoryFile, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}
