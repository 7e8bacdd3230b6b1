import path from 'node:path';
import { freePorts } from '../../stack/ports.ts';
import type { Settings } from '../../stack/settings.ts';

/** Free ports, and a folder: what is started with it meets nothing else on this machine. */
export async function ownSettings(localDir: string): Promise<Settings> {
  const [httpPort = 0, lambdaPort = 0, statusPort = 0, ...others] = await freePorts(6);
  const [dynamodbPort = 0, kafkaPort = 0, kafkaControllerPort = 0] = others;
  const composeProjectName = path.basename(localDir).toLowerCase();
  return {
    ...{ httpPort, lambdaPort, statusPort, dynamodbPort, kafkaPort, kafkaControllerPort },
    ...{ localDir, composeProjectName },
  };
}
