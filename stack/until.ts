import { setTimeout as delay } from 'node:timers/promises';

export interface Patience {
  readonly withinMs: number;
  /** Between two attempts; 25 by default. */
  readonly everyMs?: number;
  /** Gives up. */
  readonly signal?: AbortSignal | undefined;
  /** What makes further attempts pointless: it throws. */
  readonly check?: () => void;
}

/**
 * Tries again and again until an attempt resolves.
 * @throws the last attempt's error after `withinMs`, or what `check` throws
 */
export async function until(
  attempt: () => Promise<unknown>,
  { withinMs, everyMs = 25, signal, check }: Patience,
): Promise<void> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    try {
      await attempt();
      return;
    } catch (error) {
      signal?.throwIfAborted();
      check?.();
      if (Date.now() > deadline) throw error;
    }
    await delay(everyMs);
  }
}
