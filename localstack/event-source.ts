import path from 'node:path';
import { startProcess } from '../stack/process.ts';
import type { Service } from '../stack/service.ts';
import { environment, type Settings } from '../stack/settings.ts';
import { endpointOf, STACK_NAME } from './address.ts';

const command = path.join(import.meta.dirname, '../plugins/serverless-offline-msk/src/cli.ts');

/** Polls Kafka for the deployed functions, as their mappings in the stack's template say: LocalStack polls no Kafka. */
export function startEventSource(settings: Settings, signal?: AbortSignal): Promise<Service> {
  const { KAFKA_BROKERS = '', ...env } = environment(settings);
  const from = ['--stack', STACK_NAME, '--brokers', KAFKA_BROKERS, '--endpoint', endpointOf(settings)];
  return startProcess(
    {
      name: 'msk-event-source',
      command: process.execPath,
      args: [
        '--disable-warning=TimeoutNegativeWarning',
        command,
        ...from,
        '--status-port',
        String(settings.statusPort),
      ],
      env,
      port: settings.statusPort,
      dir: settings.localDir,
      ready: () =>
        fetch(`http://127.0.0.1:${settings.statusPort}/metrics.json`, { signal: AbortSignal.timeout(5_000) }),
      stopSignal: 'SIGTERM',
      stopWithinMs: 20_000,
    },
    signal,
  );
}
