import { readFileSync } from 'node:fs';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { parse } from 'yaml';
import { deployedStage } from './capabilities.ts';
import { httpEvent, lambdaContext, type Request, toAnswer } from './http-event.ts';

const service = parse(readFileSync('serverless.yml', 'utf8'), { logLevel: 'error' });

/** The name of a function where it is deployed. */
export const functionName = (key: string) => `${service.service}-${deployedStage()}-${key}`;

/**
 * Invokes a function, and waits for its answer: through Lambda's API where it is deployed, else in this process.
 * @param key its key in serverless.yml
 * @throws what the function throws
 */
// biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of it
export const invoke = (key: string, event: unknown): Promise<any> =>
  deployedStage() ? invokeDeployed(key, event) : invokeInProcess(key, event);

/** Invokes an HTTP function as API Gateway does, and reads its JSON. */
export async function requestOf(key: string, route: string, request?: Request) {
  return toAnswer(await invoke(key, httpEvent(route, request)));
}

async function invokeInProcess(key: string, event: unknown) {
  const { handler } = await import(`../../${service.functions[key].handler.replace(/\.handler$/, '.ts')}`);
  return handler(event, lambdaContext());
}

let lambda: LambdaClient | undefined;

async function invokeDeployed(key: string, event: unknown) {
  lambda ??= new LambdaClient();
  const invocation = new InvokeCommand({ FunctionName: functionName(key), Payload: JSON.stringify(event) });
  const { Payload, FunctionError } = await lambda.send(invocation);
  const answer = JSON.parse(Payload?.transformToString() || 'null');
  if (FunctionError) throw new Error(answer.errorMessage);
  return answer;
}
