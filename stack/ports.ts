import { once } from 'node:events';
import { createServer } from 'node:net';
import type { StackKind } from './choice.ts';
import type { Settings } from './settings.ts';

/** What listens on a port, and the setting that gives it another one. */
export interface PortUse {
  readonly port: number;
  readonly by: string;
  readonly setting: string;
}

export const portsOfStack = (settings: Settings, kind: StackKind): PortUse[] => [
  { port: settings.kafkaPort, by: 'Kafka', setting: 'KAFKA_PORT' },
  { port: settings.dynamodbPort, by: 'DynamoDB', setting: 'DYNAMODB_PORT' },
  ...(kind === 'embedded'
    ? [{ port: settings.kafkaControllerPort, by: "Kafka's controller", setting: 'KAFKA_CONTROLLER_PORT' }]
    : []),
];

export const portsOfFunctions = (settings: Settings): PortUse[] => [
  { port: settings.httpPort, by: 'HTTP', setting: 'HTTP_PORT' },
  { port: settings.lambdaPort, by: "serverless-offline's Lambda endpoint", setting: 'LAMBDA_PORT' },
  { port: settings.statusPort, by: 'the metrics of the Kafka event sources', setting: 'STATUS_PORT' },
];

/** @throws where a port is in use or is wanted twice: with all of them, and the settings that change them */
export async function assertPortsFree(uses: readonly PortUse[]): Promise<void> {
  const problems: string[] = [];
  for (const [index, { port, by, setting }] of uses.entries()) {
    const other = uses.slice(0, index).find((earlier) => earlier.port === port);
    if (other) problems.push(`Port ${port} is wanted by ${other.by} and by ${by}: set ${setting} to another port.`);
    else if (!(await isFree(port))) {
      problems.push(
        `Port ${port}, for ${by}, is in use. Stop what uses it, or choose another: ${setting}=${port + 1000}`,
      );
    }
  }
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

/** Ports that nobody listens on. Below those that systems give to outgoing connections, so that none of these gets one. */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    if (await isFree(port)) ports.add(port);
  }
  return [...ports];
}

/** Free on 127.0.0.1 and on all addresses: some systems let two programs listen on one port so. */
async function isFree(port: number): Promise<boolean> {
  return (await canListen(port, '127.0.0.1')) && (await canListen(port));
}

async function canListen(port: number, host?: string): Promise<boolean> {
  const server = createServer();
  try {
    server.listen({ port, ...(host ? { host } : {}) });
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
