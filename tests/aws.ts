// npm run test:aws [-- jest arguments]: what can be checked of the deployment without an AWS account. The packaged template
// against its rules and cfn-lint; a deployment to MiniStack; the HTTP API against its document; then LocalStack.
import path from 'node:path';
import { chooseStack, type StackKind } from '../stack/choice.ts';
import { shownStep as step } from '../stack/progress.ts';
import { startServerlessOffline } from '../stack/serverless-offline.ts';
import { environment } from '../stack/settings.ts';
import { startBroker, startStack } from '../stack/stack.ts';
import { virtualEnvironment } from '../stack/virtual-environment.ts';
import { startMiniStack } from './aws/support/ministack.ts';
import { localStackTests } from './support/localstack-tests.ts';
import { ownSettings } from './support/own-settings.ts';
import { type TestRun, testRun } from './support/test-run.ts';

await testRun(async (run) => {
  const kind = await chooseStack(process.env.STACK);
  const bin = await step('cfn-lint, MiniStack and Schemathesis from PyPI', (detail) => pythonTools(detail, run.signal));
  await run.jest(['template'], ['--runInBand'], { CFN_LINT: path.join(bin, 'cfn-lint') });
  await onMiniStack(run, kind, path.join(bin, 'ministack'));
  await fuzz(run, kind, path.join(bin, 'schemathesis'));
  await localStackTests(run);
});

function pythonTools(onPackage: (name: string) => void, signal: AbortSignal): Promise<string> {
  const file = path.join(import.meta.dirname, 'aws/requirements.txt');
  return virtualEnvironment('test-aws', { arguments: ['--requirement', file], files: [file] }, onPackage, signal);
}

/** With a broker of its own, which has no topics yet. */
async function onMiniStack(run: TestRun, kind: StackKind, command: string): Promise<void> {
  const { signal } = run;
  const settings = await ownSettings(path.join(run.folder, 'ministack'));
  await using _broker = await startBroker(kind, { settings, step, signal });
  const port = settings.dynamodbPort;
  await using ministack = await step('MiniStack', () => startMiniStack(command, port, settings.localDir, signal));
  const { KAFKA_PORT, KAFKA_BROKERS, AWS_REGION } = environment(settings);
  const passed = await run.jest(['ministack'], ['--runInBand'], {
    ...{ KAFKA_PORT, KAFKA_BROKERS, AWS_REGION, AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` },
    ...{ AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' },
  });
  if (!passed) console.log(ministack.logTail());
}

/** Against the system as `npm start` runs it. */
async function fuzz(run: TestRun, kind: StackKind, SCHEMATHESIS: string): Promise<void> {
  const { signal } = run;
  const settings = await ownSettings(path.join(run.folder, 'fuzz'));
  await using _stack = await startStack(kind, { settings, step, signal });
  await using functions = await step('serverless offline', () =>
    startServerlessOffline(settings, { inheritOutput: false, signal }),
  );
  if (!(await run.jest(['fuzz'], [], { ...environment(settings), SCHEMATHESIS }))) console.log(functions.logTail());
}
