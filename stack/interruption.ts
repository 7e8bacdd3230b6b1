/**
 * Does some work that SIGINT, SIGTERM or SIGHUP ends: the first one aborts the signal that the work is given, a second
 * one ends this process at once (what it started is then killed). An error is printed and makes the exit code 1; an
 * interruption is none.
 * @returns whether the work was done to its end
 */
export async function untilInterrupted(work: (signal: AbortSignal) => Promise<void>): Promise<boolean> {
  const interruption = new AbortController();
  const { signal } = interruption;
  onInterruption(() => {
    console.log('\nStopping. Once more stops at once.');
    interruption.abort();
  });
  try {
    await work(signal);
    return !signal.aborted;
  } catch (error) {
    if (signal.aborted) return false;
    console.error(`\n${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
    return false;
  }
}

function onInterruption(interrupt: () => void): void {
  let interruptedAt: number | undefined;
  const handle = () => {
    if (interruptedAt === undefined) {
      interruptedAt = Date.now();
      interrupt();
    }
    // Within a second it is the same Ctrl-C: npm repeats what the terminal has sent already.
    else if (Date.now() - interruptedAt > 1000) process.exit(1);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, handle);

  // npm passes signals on to its shell, and not every shell to us: what is left is that our parent is gone.
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    handle();
  }, 500);
  watch.unref();
}
