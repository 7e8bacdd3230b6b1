import { syncBuiltinESMExports } from 'node:module';

/**
 * serverless-offline and its other plugins end the process at once on Ctrl-C. Whoever calls `process.exit` from now on
 * waits for `work`, which may be called often.
 */
export function exitAfter(work: () => Promise<void>): void {
  const exit = process.exit;
  process.exit = ((code) => {
    void work().finally(() => exit(code));
  }) as typeof process.exit;
  syncBuiltinESMExports();
}
