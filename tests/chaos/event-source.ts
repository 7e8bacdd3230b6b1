import { EventEmitter, once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import path from 'node:path';
import { startProcess } from '../../stack/process.ts';
import type { Service } from '../../stack/service.ts';
import type { Settings } from '../../stack/settings.ts';

const cli = path.join(import.meta.dirname, '../../plugins/serverless-offline-msk/src/cli.ts');

export interface EventSource extends AsyncDisposable {
  readonly service: Service;
  /** Resolves at the beginning of its next invocation. */
  invocation(): Promise<unknown>;
}

/**
 * `msk-event-source` with the functions and groups of serverless.yml: a second member beside serverless-offline, which
 * shares the partitions with it. It invokes the functions through serverless-offline's Lambda endpoint.
 */
export async function startEventSource(
  settings: Settings,
  statusPort: number,
  signal: AbortSignal,
): Promise<EventSource> {
  const gate = await startGate(settings.lambdaPort);
  const dir = path.join(settings.localDir, 'event-source');
  const config = path.join(settings.localDir, 'mappings.json');
  writeFileSync(config, JSON.stringify(mappings));
  const service = await startProcess(
    {
      name: 'msk-event-source',
      command: process.execPath,
      args: [
        ...['--disable-warning=TimeoutNegativeWarning', cli, '--config', config, '--endpoint', gate.url],
        ...['--brokers', `127.0.0.1:${settings.kafkaPort}`, '--status-port', String(statusPort)],
      ],
      env: { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local', AWS_REGION: 'us-east-1' },
      port: statusPort,
      dir,
      ready: () => fetch(`http://127.0.0.1:${statusPort}/metrics.json`, { signal: AbortSignal.timeout(5_000) }),
      stopSignal: 'SIGINT',
      stopWithinMs: 40_000,
    },
    signal,
  );
  return {
    service,
    invocation: () => once(gate.invocations, 'invocation'),
    async [Symbol.asyncDispose]() {
      await service.stop();
      gate.stop();
    },
  };
}

const mapping = (functionKey: string, topic: string, group: string) => ({
  FunctionName: `users-orders-local-${functionKey}`,
  EventSourceArn: 'arn:aws:kafka:us-east-1:000000000000:cluster/local/00000000-0000-0000-0000-000000000000-1',
  Topics: [topic],
  StartingPosition: 'TRIM_HORIZON',
  AmazonManagedKafkaEventSourceConfig: { ConsumerGroupId: group },
});

const mappings = [
  mapping('usersOnOrderCreated', 'order_created', 'users-on-order-created'),
  mapping('ordersOnUserCreated', 'user_created', 'orders-on-user-created'),
];

/** A TCP proxy before the Lambda endpoint that knows when an invocation begins. */
async function startGate(lambdaPort: number) {
  const invocations = new EventEmitter();
  const server = createServer((client) => {
    const lambda = connect(lambdaPort, '127.0.0.1');
    client.on('data', (bytes) => bytes.includes('/invocations') && invocations.emit('invocation'));
    client.pipe(lambda).pipe(client);
    client.on('error', () => lambda.destroy()).on('close', () => lambda.destroy());
    lambda.on('error', () => client.destroy()).on('close', () => client.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { invocations, url, stop: () => server.close() };
}
