// npm test [-- jest arguments]: the checks, the unit tests, then what needs the stack or the whole system: both run on
// ports and in a folder of their own. With arguments the checks are left out.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { chooseStack } from '../stack/choice.ts';
import { shownStep as step } from '../stack/progress.ts';
import { startServerlessOffline } from '../stack/serverless-offline.ts';
import { environment } from '../stack/settings.ts';
import { startStack } from '../stack/stack.ts';
import { ownSettings } from './support/own-settings.ts';
import { testRun } from './support/test-run.ts';

await testRun(async (run) => {
  const { folder, signal } = run;
  const all = run.jestArguments.length === 0;
  if (all) for (const command of checks()) await run.command(command.split(' '));
  await run.jest(['unit'], [], {});

  const settings = await ownSettings(folder);
  const kind = await chooseStack(process.env.STACK);
  const env = { ...environment(settings), STACK: kind, OFFLINE_LOG: path.join(folder, 'serverless-offline.log') };
  await using _stack = await startStack(kind, { settings, step, signal });
  const ignored = kind === 'docker' ? withoutJava() : [];
  await run.jest(['integration', 'plugin'], ignored, env);
  // Writes the plugin's CONFORMANCE.md from its tests' results: each case passes, or has a reason.
  const report = 'plugins/serverless-offline-msk/test/conformance/report.ts';
  if (all) await run.command(['node', report, path.join(folder, 'integration.json')]);

  await using functions = await step('serverless offline', () =>
    startServerlessOffline(settings, { inheritOutput: false, signal }),
  );
  // First what the tests before wrote is announced and consumed; no test would be so patient.
  if (all) await run.command(['node', 'infrastructure/smoke.ts', '--within', '180'], env);
  if (!(await run.jest(['e2e'], ['--runInBand', ...ignored], env))) console.log(functions.logTail());
});

function checks(): string[] {
  return JSON.parse(readFileSync('package.json', 'utf8')).scripts.check.split(' && ');
}

/** Tests of the embedded stack itself, and on it. */
function withoutJava(): string[] {
  const tests = ['integration/stack/streams', 'integration/stack/stream-source', 'e2e/start', 'e2e/chaos'];
  console.log(`\nSkipped, since they need Java and Maven: ${tests.join(', ')}`);
  return tests.map((test) => `--testPathIgnorePatterns=${test}`);
}
