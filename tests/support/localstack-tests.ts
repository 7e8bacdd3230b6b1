import { CloudFormationClient, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { localStackClient, STACK_NAME } from '../../localstack/address.ts';
import { startDeployedSystem } from '../../localstack/system.ts';
import { chooseStack } from '../../stack/choice.ts';
import { shownStep as step } from '../../stack/progress.ts';
import type { Settings } from '../../stack/settings.ts';
import { localSuites } from './capabilities.ts';
import { ownSettings } from './own-settings.ts';
import type { TestRun } from './test-run.ts';

/** Deploys the system to LocalStack, runs the integration and end-to-end tests against it, and takes it away again. */
export async function localStackTests(run: TestRun): Promise<void> {
  const settings = await ownSettings(`${run.folder}/localstack`);
  const kind = await chooseStack(process.env.STACK);
  // Few retries, so that a test can wait for the last one.
  const options = { settings, step, signal: run.signal };
  await using system = await startDeployedSystem(kind, options, ['streamRetries=2']);
  console.log(`\nSkipped, since they start what only a machine has: ${localSuites.join(', ')}`);
  const ignored = localSuites.map((suite) => `--testPathIgnorePatterns=${suite}`);
  const env = { ...system.env, STACK: kind, DEPLOYED_STAGE: 'local' };
  const integration = await run.jest(['integration'], ['--runInBand', ...ignored], env);
  const e2e = await run.jest(['e2e'], ['--runInBand', ...ignored], env);
  if (!integration || !e2e) console.log(system.logTail());
  await run.check('serverless remove leaves no stack', async () => {
    await system.remove();
    await assertRemoved(settings);
  });
}

/** @throws where there is still a stack, or a function */
async function assertRemoved(settings: Settings): Promise<void> {
  const lambda = new LambdaClient(localStackClient(settings));
  const { Functions = [] } = await lambda.send(new ListFunctionsCommand());
  lambda.destroy();
  if (Functions.length > 0) throw new Error(`Still there: ${Functions.map((left) => left.FunctionName).join(', ')}`);
  const client = new CloudFormationClient(localStackClient(settings));
  try {
    const { StackResourceSummaries } = await client.send(new ListStackResourcesCommand({ StackName: STACK_NAME }));
    const left = (StackResourceSummaries ?? []).map(({ LogicalResourceId }) => LogicalResourceId);
    throw new Error(`Still there: ${STACK_NAME} with ${left.join(', ')}`);
  } catch (error) {
    if (!(error as Error).message.includes('does not exist')) throw error;
  } finally {
    client.destroy();
  }
}
