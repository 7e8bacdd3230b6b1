import { InvokeCommand, type InvokeCommandOutput, LambdaClient } from '@aws-sdk/client-lambda';
import { type AwsSettings, clientConfig } from '../aws-client.ts';
import type { InvocationResult, Invoker } from '../invoker.ts';

/**
 * Invokes functions through Lambda's API, on AWS or on whatever speaks it: LocalStack, MiniStack, SAM, serverless-offline.
 * The function's key is its name or ARN.
 */
export function lambdaEndpointInvoker(region: string, settings: AwsSettings): Invoker {
  const lambda = new LambdaClient(clientConfig('LAMBDA', region, settings));

  return {
    async invoke(functionKey, payload) {
      const invoke = new InvokeCommand({ FunctionName: functionKey, Payload: Buffer.from(payload) });
      try {
        return resultOf(await lambda.send(invoke, { abortSignal: AbortSignal.timeout(timeoutMs) }));
      } catch (error) {
        return { kind: 'not-invoked', message: reasonOf(error) };
      }
    },
    async stop() {
      lambda.destroy();
    },
  };
}

/** Beyond the 15 minutes that a function can have: Lambda ends it, not we. */
const timeoutMs = 15 * 60_000 + 30_000;

function resultOf({ FunctionError, Payload }: InvokeCommandOutput): InvocationResult {
  const text = Payload?.transformToString() ?? '';
  const response = text === '' ? undefined : parse(text);
  return FunctionError
    ? { kind: 'function-error', message: errorMessage(response) ?? `${FunctionError}: ${text}` }
    : { kind: 'returned', response };
}

/** A custom runtime's answer need not be JSON; Lambda passes it on as it is. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const errorMessage = (response: unknown): string | undefined => {
  const { errorType, errorMessage: message } = (response ?? {}) as { errorType?: string; errorMessage?: string };
  return message && errorType && !message.includes(errorType) ? `${errorType}: ${message}` : message;
};

/** A throttle, a service error, a missing permission or function, an endpoint that does not answer. */
function reasonOf(error: unknown): string {
  const { name, message, code } = error as Error & { code?: string };
  // Network errors have a code, and those of `localhost`, with its two addresses, no message.
  return name.endsWith('Error') ? message || String(code) : `${name}: ${message}`;
}
