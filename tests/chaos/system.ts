import { chooseStack } from '../../stack/choice.ts';
import { freePorts } from '../../stack/ports.ts';
import type { Step } from '../../stack/progress.ts';
import { startServerlessOffline } from '../../stack/serverless-offline.ts';
import type { Settings } from '../../stack/settings.ts';
import { startStack } from '../../stack/stack.ts';
import { ownSettings } from '../support/own-settings.ts';
import { Component } from './component.ts';
import { type EventSource, startEventSource } from './event-source.ts';
import type { FaultKind } from './plan.ts';

/** The whole system on ports of its own, each component to be taken away, and a second member of the consumer groups. */
export interface System extends AsyncDisposable {
  readonly settings: Settings;
  readonly components: Readonly<Record<FaultKind['component'], Component>>;
  readonly eventSource: EventSource;
}

/** @param env what serverless-offline gets besides */
export async function startSystem(
  localDir: string,
  { step, signal, env = {} }: { step: Step; signal: AbortSignal; env?: NodeJS.ProcessEnv },
): Promise<System> {
  const kind = await chooseStack('embedded');
  const settings = await ownSettings(localDir);
  const [statusPort = 0] = await freePorts(1);
  await using started = new AsyncDisposableStack();
  const stack = started.use(await startStack(kind, { settings, step, signal }));
  const functions = started.use(
    await step('serverless offline', () => startServerlessOffline(settings, { inheritOutput: false, env, signal })),
  );
  const eventSource = started.use(await step('msk-event-source', () => startEventSource(settings, statusPort, signal)));
  const all = started.move();
  return {
    settings,
    components: {
      broker: new Component(stack.kafka),
      dynamodb: new Component(stack.dynamodb),
      'serverless-offline': new Component(functions),
      'msk-event-source': new Component(eventSource.service),
    },
    eventSource,
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}
