import type { StackKind } from '../stack/choice.ts';
import { startLocalStackInDocker } from '../stack/docker/docker.ts';
import type { Service } from '../stack/service.ts';
import type { StackOptions } from '../stack/stack.ts';
import { startOnHost } from './host/start.ts';

/**
 * LocalStack, empty, to deploy to: in a container, or on this machine.
 * @throws where it does not come up
 */
export const startLocalStack = (kind: StackKind, options: StackOptions): Promise<Service> =>
  kind === 'docker' ? startLocalStackInDocker(options) : startOnHost(options);

/** Parameters of the deployment: where functions in containers find what functions on this machine find on 127.0.0.1. */
export const deployParameters = (kind: StackKind): string[] => (kind === 'docker' ? ['brokers=redpanda:29092'] : []);
