import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { resolveJars } from '../../../../stack/embedded/jars.ts';
import { startKafka } from '../../../../stack/embedded/kafka.ts';
import { freePorts } from '../../../../stack/ports.ts';

/** A broker that the test may suspend, kill and restart. Disposing of it ends it and takes its data away. */
export async function startOwnBroker() {
  await resolveJars();
  const dir = await mkdtemp(path.join(tmpdir(), 'own-broker-'));
  const [port = 0, controllerPort = 0] = await freePorts(2);
  const service = await startKafka({ port, controllerPort, dir });
  return {
    service,
    brokers: [`127.0.0.1:${port}`],
    async [Symbol.asyncDispose]() {
      await service.kill();
      await rm(dir, { recursive: true });
    },
  };
}
