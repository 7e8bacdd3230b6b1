import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chooseStack } from '../../stack/choice.ts';
import { silentStep } from '../../stack/progress.ts';
import { startBroker } from '../../stack/stack.ts';
import { ownSettings } from './own-settings.ts';

/** A broker that the test may suspend, kill and restart. Disposing of it ends it and takes its data away. */
export async function startOwnBroker() {
  const settings = await ownSettings(await mkdtemp(path.join(tmpdir(), 'own-broker-')));
  const broker = await startBroker(await chooseStack(process.env.STACK), { settings, step: silentStep });
  return {
    service: broker.kafka,
    settings,
    brokers: [`127.0.0.1:${settings.kafkaPort}`],
    async [Symbol.asyncDispose]() {
      await broker[Symbol.asyncDispose]();
      await rm(settings.localDir, { recursive: true, force: true });
    },
  };
}
