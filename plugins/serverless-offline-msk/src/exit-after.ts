import { syncBuiltinESMExports } from 'node:module';
import { onStopSignal } from './stop-signals.ts';

/**
 * serverless-offline and its other plugins end the process at once on Ctrl-C. `work` begins at the first SIGINT or
 * SIGTERM, and whoever calls `process.exit` from then on waits for it; it may be called often. Before, `process.exit` is
 * Node's own: a handler that runs in this process and ends it must not come back from there.
 */
export function exitAfter(work: () => Promise<void>): void {
  const exit = process.exit;
  onStopSignal(() => {
    process.exit = ((code) => {
      void work().finally(() => exit(code));
    }) as typeof process.exit;
    syncBuiltinESMExports();
    void work();
  }, exit);
}
