// npm test [-- jest arguments]: the checks, the unit tests, then what needs the stack or the whole system: both run on
// ports and in a folder of their own. With arguments the checks are left out.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { chooseStack } from '../stack/choice.ts';
import { untilInterrupted } from '../stack/interruption.ts';
import { shownStep as step } from '../stack/progress.ts';
import { rememberedProcesses } from '../stack/remembered-processes.ts';
import { startServerlessOffline } from '../stack/serverless-offline.ts';
import { environment } from '../stack/settings.ts';
import { startStack } from '../stack/stack.ts';
import { ownSettings } from './support/own-settings.ts';

// As TMPDIR it also holds what the tests start, so that what they leave running is found.
const folder = mkdtempSync(path.join(tmpdir(), 'users-orders-test-'));
const jestArguments = process.argv.slice(2);
const count = { passed: 0, failed: 0 };

const finished = await untilInterrupted(async (signal) => {
  if (jestArguments.length === 0) await check(signal);
  await jest(['unit'], [], {}, signal);

  const settings = await ownSettings(folder);
  const kind = await chooseStack(process.env.STACK);
  const env = { ...environment(settings), STACK: kind, OFFLINE_LOG: path.join(folder, 'serverless-offline.log') };
  await using _stack = await startStack(kind, { settings, step, signal });
  const ignored = kind === 'docker' ? withoutJava() : [];
  await jest(['integration', 'plugin'], ignored, env, signal);
  if (jestArguments.length === 0) await conformance(signal);

  await using functions = await step('serverless offline', () =>
    startServerlessOffline(settings, { inheritOutput: false, signal }),
  );
  if (!(await jest(['e2e'], ['--runInBand', ...ignored], env, signal))) console.log(functions.logTail());
});
if (!finished) count.failed++;
killLeftOvers();

if (count.failed > 0) console.log(`Logs and data are in ${folder}`);
else rmSync(folder, { recursive: true });
process.exitCode = count.failed > 0 ? 1 : 0;
console.log(`${count.passed} passed, ${count.failed} failed`);

/** Each command of the script `check` counts as a test. */
async function check(signal: AbortSignal): Promise<void> {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
  for (const command of scripts.check.split(' && ')) {
    console.log(`\n> ${command}`);
    if (await succeeds(command.split(' '), {}, signal)) count.passed++;
    else count.failed++;
  }
}

/** Tests of the embedded stack itself, and on it. */
function withoutJava(): string[] {
  const tests = ['integration/stack/streams', 'integration/stack/stream-source', 'e2e/start', 'e2e/chaos'];
  console.log(`\nSkipped, since they need Java and Maven: ${tests.join(', ')}`);
  return tests.map((test) => `--testPathIgnorePatterns=${test}`);
}

/** Writes the plugin's CONFORMANCE.md from its tests' results. It counts as a test: each case passes, or has a reason. */
async function conformance(signal: AbortSignal): Promise<void> {
  const report = 'plugins/serverless-offline-msk/test/conformance/report.ts';
  console.log(`\n> ${report}`);
  if (await succeeds(['node', report, path.join(folder, 'integration.json')], {}, signal)) count.passed++;
  else count.failed++;
}

/** @returns whether all is well */
async function jest(projects: string[], args: string[], env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<boolean> {
  const outputFile = path.join(folder, `${projects[0]}.json`);
  console.log(`\n> jest ${projects.join(' ')}`);
  const succeeded = await succeeds(
    [
      ...['node', '--experimental-vm-modules', ...process.execArgv, 'node_modules/jest/bin/jest.js'],
      ...['--selectProjects', ...projects, '--json', `--outputFile=${outputFile}`, '--passWithNoTests'],
      ...['--testTimeout=60000', '--forceExit'],
      // Not in TMPDIR, which is new each time.
      '--cacheDirectory=node_modules/.cache/jest',
      ...args,
      ...jestArguments,
    ],
    { TMPDIR: folder, ...env },
    signal,
  );
  const { passed, failed } = readResults(outputFile);
  count.passed += passed;
  count.failed += succeeded ? failed : Math.max(failed, 1);
  return succeeded;
}

function readResults(file: string): { passed: number; failed: number } {
  if (!existsSync(file)) return { passed: 0, failed: 0 };
  const results = JSON.parse(readFileSync(file, 'utf8'));
  return { passed: results.numPassedTests, failed: results.numFailedTests + results.numRuntimeErrorTestSuites };
}

async function succeeds([command = '', ...args]: string[], env: NodeJS.ProcessEnv, signal: AbortSignal) {
  const { failed } = await execa(command, args, {
    ...{ env, stdin: 'ignore', stdout: 'inherit', stderr: 'inherit' },
    ...{ preferLocal: true, reject: false, cancelSignal: signal },
  });
  signal.throwIfAborted();
  return !failed;
}

/** A test that leaves a process running has failed. */
function killLeftOvers(): void {
  for (const { name, pid } of rememberedProcesses(folder)) {
    console.log(`Left running: ${name}, process ${pid}`);
    process.kill(-pid, 'SIGKILL');
    count.failed++;
  }
}
