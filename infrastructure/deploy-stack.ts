import {
  type CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
  type Parameter,
  type Stack,
  type StackEvent,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { parse } from 'yaml';
import { followEvents, newestEvent } from './stack-events.ts';

export interface Deployment {
  readonly stackName: string;
  readonly template: string;
  /** Those that are not here keep their value in an existing stack, and have the template's default in a new one. */
  readonly parameters: Record<string, string>;
  readonly onEvent: (event: StackEvent) => void;
  readonly everyMs?: number;
  /** Ends the following, not what CloudFormation does. */
  readonly signal?: AbortSignal | undefined;
}

export interface Deployed {
  readonly change: 'created' | 'updated' | 'unchanged';
  readonly outputs: Record<string, string>;
}

/**
 * Creates a stack, or updates the one of that name, and passes on each event as it comes.
 * @throws where the stack cannot be updated, or the operation fails: the error has the first resource's reason
 */
export async function deployStack(client: CloudFormationClient, deployment: Deployment): Promise<Deployed> {
  const { stackName, template, onEvent, everyMs = 2_000, signal } = deployment;
  const stack = await findStack(client, stackName);
  assertUpdatable(stack);
  const after = stack && (await newestEvent(client, stackName));
  const Parameters = [...givenParameters(deployment), ...keptParameters(stack, deployment)];
  const input = { StackName: stackName, TemplateBody: template, Parameters };
  const stackId = await unlessUnchanged(
    stack ? client.send(new UpdateStackCommand(input)) : client.send(new CreateStackCommand(input)),
  );
  if (stackId === undefined) return { change: 'unchanged', outputs: outputsOf(stack) };

  const failures: StackEvent[] = [];
  let last: StackEvent | undefined;
  for await (const event of followEvents(client, { stackId, after, everyMs, signal })) {
    onEvent(event);
    if (event.ResourceStatus?.endsWith('_FAILED')) failures.push(event);
    last = event;
  }
  if (last?.ResourceStatus !== (stack ? 'UPDATE_COMPLETE' : 'CREATE_COMPLETE')) {
    const reason = failures[0] ? `${failures[0].LogicalResourceId}: ${failures[0].ResourceStatusReason}` : '';
    throw new Error(`Stack ${stackName} is ${last?.ResourceStatus}. ${reason}`);
  }
  return { change: stack ? 'updated' : 'created', outputs: outputsOf(await findStack(client, stackId)) };
}

async function findStack(client: CloudFormationClient, StackName: string): Promise<Stack | undefined> {
  try {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }));
    return Stacks?.[0];
  } catch (error) {
    if (error instanceof Error && /does not exist/.test(error.message)) return undefined;
    throw error;
  }
}

/** A stack that was never created can only be deleted; while one operation runs there is no other. */
function assertUpdatable(stack: Stack | undefined): void {
  const { StackName, StackStatus = '', StackId = '' } = stack ?? {};
  if (StackStatus === 'UPDATE_ROLLBACK_FAILED') {
    const command = `aws cloudformation continue-update-rollback --stack-name ${StackName} --region ${StackId.split(':')[3]}`;
    throw new Error(`Stack ${StackName} is ${StackStatus}. End its rollback, then run this again: ${command}`);
  }
  if (StackStatus.endsWith('_IN_PROGRESS') && StackStatus !== 'REVIEW_IN_PROGRESS') {
    throw new Error(`Stack ${StackName} is ${StackStatus}: wait for that to end, then run this again.`);
  }
  if (
    ['REVIEW_IN_PROGRESS', 'ROLLBACK_COMPLETE', 'ROLLBACK_FAILED', 'CREATE_FAILED', 'DELETE_FAILED'].includes(
      StackStatus,
    )
  ) {
    const command = `aws cloudformation delete-stack --stack-name ${StackName} --region ${StackId.split(':')[3]}`;
    throw new Error(
      `Stack ${StackName} is ${StackStatus} and cannot be updated. Delete it, then run this again: ${command}`,
    );
  }
}

const givenParameters = ({ parameters }: Deployment): Parameter[] =>
  Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue }));

/** Of those that the template still has. */
const keptParameters = (stack: Stack | undefined, { parameters, template }: Deployment): Parameter[] =>
  (stack?.Parameters ?? [])
    .filter(({ ParameterKey = '' }) => !(ParameterKey in parameters) && ParameterKey in parametersOf(template))
    .map(({ ParameterKey }) => ({ ParameterKey, UsePreviousValue: true }));

const parametersOf = (template: string): object => parse(template, { logLevel: 'error' }).Parameters ?? {};

async function unlessUnchanged(started: Promise<{ StackId?: string | undefined }>): Promise<string | undefined> {
  try {
    return (await started).StackId;
  } catch (error) {
    if (error instanceof Error && error.message.includes('No updates are to be performed')) return undefined;
    throw error;
  }
}

const outputsOf = (stack: Stack | undefined): Record<string, string> =>
  Object.fromEntries((stack?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
