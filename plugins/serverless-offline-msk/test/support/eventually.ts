import { setTimeout as delay } from 'node:timers/promises';

/** Runs the assertion again and again until it holds; after `withinMs` its last error is thrown. */
export async function eventually<T>(assertion: () => T | Promise<T>, { withinMs = 15_000 } = {}): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    try {
      return await assertion();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await delay(20);
    }
  }
}
