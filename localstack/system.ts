import type { StackKind } from '../stack/choice.ts';
import { type StackOptions, startBroker } from '../stack/stack.ts';
import { createTopics } from '../stack/topics.ts';
import { localStackEnvironment } from './address.ts';
import { startEventSource } from './event-source.ts';
import { startHttpFront } from './http-front.ts';
import { deployParameters, startLocalStack } from './localstack.ts';
import { serverless } from './serverless.ts';

/** The system as `serverless deploy --stage local` puts it on LocalStack, with what LocalStack lacks beside it. */
export interface DeployedSystem extends AsyncDisposable {
  /** Where tests find it. */
  readonly env: Record<string, string>;
  /** Takes the stack away again, `serverless remove`. The HTTP front and the event source end before. */
  remove(): Promise<void>;
  logTail(): string;
}

/**
 * @param parameters name=value, of `params` in serverless.yml
 * @throws where something does not come up, with nothing left running
 */
export async function startDeployedSystem(
  kind: StackKind,
  options: StackOptions,
  parameters: readonly string[],
): Promise<DeployedSystem> {
  const { settings, step, signal } = options;
  await using started = new AsyncDisposableStack();
  const localstack = started.use(await startLocalStack(kind, options));
  started.use(await startBroker(kind, options));
  await step('Topics', () => createTopics(settings));
  await step('serverless deploy --stage local', () =>
    serverless('deploy', settings, { parameters: [...deployParameters(kind), ...parameters], signal }),
  );
  const outside = started.use(new AsyncDisposableStack());
  outside.use(await step('HTTP front', () => startHttpFront(settings)));
  const eventSource = outside.use(await step('Kafka event source', () => startEventSource(settings, signal)));

  const all = started.move();
  return {
    env: localStackEnvironment(settings),
    async remove() {
      await outside.disposeAsync();
      await step('serverless remove', () => serverless('remove', settings, { signal }));
    },
    logTail: () => [localstack, eventSource].map((service) => service.logTail()).join('\n'),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}
