import { constants } from 'node:os';

/** Under npm one Ctrl-C comes twice: from the terminal, and passed on by npm. */
const SAME_SIGNAL_MS = 300;

/** Calls back at the first SIGINT or SIGTERM. Another one later ends the process at once, by `exit`. */
export function onStopSignal(callback: (signal: NodeJS.Signals) => void, exit: typeof process.exit): void {
  let firstAt: number | undefined;
  const listener = (signal: NodeJS.Signals) => {
    if (firstAt === undefined) {
      firstAt = performance.now();
      callback(signal);
    } else if (performance.now() - firstAt > SAME_SIGNAL_MS) {
      exit(128 + constants.signals[signal]);
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.prependListener(signal, listener);
}
