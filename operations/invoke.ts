import { InvokeCommand } from '@aws-sdk/client-lambda';
import { type Stage, unreachable } from './stage.ts';

/** The function ran and failed: it may pass when it is tried again. */
export class FunctionFailed extends Error {
  override name = 'FunctionFailed';
}

/**
 * Invokes a function of the stage and returns its answer.
 * @throws where it is not there or does not answer: with what to do
 */
export async function invoke<Answer>(stage: Stage, key: string, request: object, signal: AbortSignal): Promise<Answer> {
  const name = stage.functionName(key);
  const command = new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(request) });
  const { FunctionError, Payload } = await stage.lambda.send(command, { abortSignal: signal }).catch((cause) => {
    signal.throwIfAborted();
    throw unreachable(stage, `${name} cannot be invoked`, cause);
  });
  const answer = JSON.parse(Payload?.transformToString() || 'null');
  if (FunctionError) throw new FunctionFailed(`${name} failed: ${answer?.errorMessage ?? FunctionError}`);
  return answer;
}
