import { CloudFormationClient, DeleteStackCommand, type StackEvent } from '@aws-sdk/client-cloudformation';
import { afterEach, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { v7 as uuidv7 } from 'uuid';
import { deployStack } from '../../../infrastructure/deploy-stack.ts';
import { eventLine } from '../../../infrastructure/stack-events.ts';

// MiniStack has no Amazon MSK in its CloudFormation: another template, deployed by the same function.
const client = new CloudFormationClient({
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});
const stackNames: string[] = [];

afterEach(async () => {
  for (const StackName of stackNames.splice(0)) await client.send(new DeleteStackCommand({ StackName }));
});

function newName(): string {
  const name = `cluster-${uuidv7()}`;
  stackNames.push(name);
  return name;
}

const queue = `
Parameters:
  Seconds: { Type: Number, Default: 30 }
  Suffix: { Type: String, Default: a }
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: !Join ["-", [!Ref AWS::StackName, !Ref Suffix]]
      VisibilityTimeout: !Ref Seconds
Outputs:
  Name: { Value: !GetAtt Queue.QueueName }
  Seconds: { Value: !Ref Seconds }
`;
// More than SQS takes: known only when the queue is made.
const tooLong = { Seconds: '99999' };

async function deploy(stackName: string, template: string, parameters: Record<string, string> = {}) {
  const events: StackEvent[] = [];
  const onEvent = (event: StackEvent) => events.push(event);
  const deployed = await deployStack(client, { stackName, template, parameters, onEvent, everyMs: 50 });
  return { ...deployed, lines: events.map(eventLine) };
}

test('a new stack is created, and each of its events is passed on, the oldest first', async () => {
  const stackName = newName();

  const { change, outputs, lines } = await deploy(stackName, queue, { Suffix: 'b' });

  expect({ change, outputs }).toEqual({ change: 'created', outputs: { Name: `${stackName}-b`, Seconds: '30' } });
  expect(lines[0]).toMatch(new RegExp(`^\\d\\d:\\d\\d:\\d\\d CREATE_IN_PROGRESS ${stackName} `));
  expect(lines).toContainEqual(expect.stringMatching(/CREATE_COMPLETE Queue \(AWS::SQS::Queue\)$/));
  expect(lines.at(-1)).toContain(`CREATE_COMPLETE ${stackName} (AWS::CloudFormation::Stack)`);
});

test('an update keeps the parameters that are not given, and passes on none of the earlier events', async () => {
  const stackName = newName();
  await deploy(stackName, queue, { Suffix: 'b' });

  const { change, outputs, lines } = await deploy(stackName, queue, { Seconds: '40' });

  expect({ change, outputs }).toEqual({ change: 'updated', outputs: { Name: `${stackName}-b`, Seconds: '40' } });
  expect(lines.filter((line) => line.includes('CREATE_'))).toEqual([]);
  expect(lines.at(-1)).toContain(`UPDATE_COMPLETE ${stackName}`);
});

test('where nothing changes the stack stays as it is, and its outputs are given', async () => {
  const stackName = newName();
  await deploy(stackName, queue, { Suffix: 'b' });

  const { change, outputs, lines } = await deploy(stackName, queue);

  expect({ change, lines }).toEqual({ change: 'unchanged', lines: [] });
  expect(outputs).toEqual({ Name: `${stackName}-b`, Seconds: '30' });
});

test("a creation that fails gives the resource's reason, and the next try says to delete the stack", async () => {
  const stackName = newName();

  const failure = deploy(stackName, queue, tooLong);

  await expect(failure).rejects.toThrow(
    `Stack ${stackName} is ROLLBACK_COMPLETE. Queue: Invalid value for the parameter VisibilityTimeout`,
  );
  await expect(deploy(stackName, queue)).rejects.toThrow(
    `Stack ${stackName} is ROLLBACK_COMPLETE and cannot be updated. Delete it, then run this again: aws cloudformation delete-stack --stack-name ${stackName} --region us-east-1`,
  );
});

test("an update that fails gives the resource's reason, and the stack can be updated again", async () => {
  const stackName = newName();
  await deploy(stackName, queue);

  const failure = deploy(stackName, queue, tooLong);

  await expect(failure).rejects.toThrow(
    `Stack ${stackName} is UPDATE_ROLLBACK_COMPLETE. Queue: Invalid value for the parameter VisibilityTimeout`,
  );
  expect(await deploy(stackName, queue, { Seconds: '41' })).toMatchObject({ outputs: { Seconds: '41' } });
});

// It waits for a signal that nobody gives.
const waiting = `
Resources:
  Handle: { Type: "AWS::CloudFormation::WaitConditionHandle" }
  Wait: { Type: "AWS::CloudFormation::WaitCondition", Properties: { Handle: !Ref Handle, Timeout: "60" } }
`;

test('an interruption ends the following; what CloudFormation does goes on, and a second deploy is told to wait', async () => {
  const stackName = newName();
  const interruption = new AbortController();
  const onEvent = ({ LogicalResourceId }: StackEvent) => LogicalResourceId === 'Wait' && interruption.abort();

  const following = deployStack(client, {
    ...{ stackName, template: waiting, parameters: {}, onEvent, everyMs: 50 },
    signal: interruption.signal,
  });

  await expect(following).rejects.toThrow(/abort/i);
  await expect(deploy(stackName, queue)).rejects.toThrow(
    `Stack ${stackName} is CREATE_IN_PROGRESS: wait for that to end, then run this again.`,
  );
});

test('a template that cannot be read is refused with its reason', async () => {
  await expect(deploy(newName(), 'Resources: [')).rejects.toThrow(/Template format error|ValidationError/);
});

test('the command ends with the reason and exit code 1 where the stack cannot be made', async () => {
  const stackName = newName();

  const { all, exitCode } = await execa({
    all: true,
    reject: false,
    env: { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' },
  })`node infrastructure/deploy-cluster.ts --region us-east-1 --stack ${stackName}`;

  expect(all).toContain(`Stack ${stackName} in us-east-1`);
  expect(all).toContain('AWS::MSK::ServerlessCluster');
  expect(exitCode).toBe(1);
});
