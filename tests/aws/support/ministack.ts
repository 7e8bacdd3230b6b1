import path from 'node:path';
import { startProcess } from '../../../stack/process.ts';
import type { Service } from '../../../stack/service.ts';

/**
 * Starts MiniStack on 127.0.0.1. A role may do what its policies say, and nothing else (`AUTH`); the credentials `test` and
 * `test` may do everything. Nothing that it holds stays.
 */
export function startMiniStack(command: string, port: number, dir: string, signal?: AbortSignal): Promise<Service> {
  return startProcess(
    {
      name: 'ministack',
      command,
      args: [],
      env: {
        ...{ AUTH: 'true', BIND_HOST: '127.0.0.1', GATEWAY_PORT: String(port) },
        ...{ STATE_DIR: path.join(dir, 'state'), S3_DATA_DIR: path.join(dir, 's3') },
      },
      port,
      dir,
      ready: () => fetch(`http://127.0.0.1:${port}/_ministack/health`, { signal: AbortSignal.timeout(5_000) }),
      stopSignal: 'SIGTERM',
      stopWithinMs: 5_000,
    },
    signal,
  );
}
