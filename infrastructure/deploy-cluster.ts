// npm run deploy:cluster: msk.yml → a CloudFormation stack with the Kafka cluster and its network. docs/deploy.md tells the rest.
import { readFileSync } from 'node:fs';
import { CloudFormationClient, UpdateTerminationProtectionCommand } from '@aws-sdk/client-cloudformation';
import { untilInterrupted } from '../stack/interruption.ts';
import { readClusterOptions, usage } from './cluster-options.ts';
import { deployStack } from './deploy-stack.ts';
import { explained } from './explained.ts';
import { eventLine } from './stack-events.ts';

await untilInterrupted(async (signal) => {
  const { help, region, stackName, parameters } = readClusterOptions(process.argv.slice(2));
  if (help) return console.log(usage);

  const client = new CloudFormationClient(region ? { region } : {});
  try {
    const template = readFileSync(`${import.meta.dirname}/msk.yml`, 'utf8');
    const usedRegion = await client.config.region();
    console.log(`Stack ${stackName} in ${usedRegion}. A new cluster takes 10 to 40 minutes.`);
    signal.addEventListener('abort', () => console.log('CloudFormation goes on without this command.'));
    const onEvent = (event: Parameters<typeof eventLine>[0]) => console.log(eventLine(event));
    const { change, outputs } = await deployStack(client, { stackName, template, parameters, onEvent, signal });
    await client.send(
      new UpdateTerminationProtectionCommand({ StackName: stackName, EnableTerminationProtection: true }),
    );
    console.log(`\nStack ${stackName} is ${change}.\n`);
    for (const [name, value] of Object.entries(outputs)) console.log(`  ${name.padEnd(16)} ${value}`);
    console.log(`\nNext: ${nextCommand(outputs, usedRegion)}`);
  } catch (error) {
    throw explained(error);
  }
});

function nextCommand({ ClusterArn, ScramSecretArn }: Record<string, string>, region: string): string {
  const scram = ScramSecretArn ? ` --param scramSecret=${ScramSecretArn}` : '';
  return `npx serverless deploy --stage prod --region ${region} --param msk=${ClusterArn}${scram}`;
}
