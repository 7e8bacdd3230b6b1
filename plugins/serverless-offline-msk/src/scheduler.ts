import { runTask, type TaskOptions } from './tasks.ts';

/** setTimeout takes no more. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Runs the dispatcher's tasks when they are due. */
export class Scheduler {
  readonly #options: TaskOptions;
  /** Called after each task: something may be done now, and there is room for more records. */
  onProgress: () => void = () => {};
  readonly #running = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #turn: NodeJS.Immediate | undefined;
  #isStopped = false;

  constructor(options: TaskOptions) {
    this.#options = options;
  }

  /** Looks for due tasks, after what this turn of the event loop still brings: partitions of one fetch go together. */
  wake(): void {
    if (!this.#isStopped) this.#turn ??= setImmediate(() => this.#runDue());
  }

  /** Starts nothing more and waits for what runs. */
  async stop(limitMs: number): Promise<void> {
    this.#isStopped = true;
    clearImmediate(this.#turn);
    clearTimeout(this.#timer);
    let limit: NodeJS.Timeout | undefined;
    const limitReached = new Promise<void>((resolve) => {
      limit = setTimeout(resolve, limitMs);
    });
    await Promise.race([Promise.all(this.#running), limitReached]);
    clearTimeout(limit);
  }

  #runDue(): void {
    this.#turn = undefined;
    const { dispatcher, now } = this.#options;
    for (const task of dispatcher.due(now())) {
      const run: Promise<void> = runTask(task, this.#options).finally(() => {
        this.#running.delete(run);
        this.onProgress();
        this.wake();
      });
      this.#running.add(run);
    }
    this.#setTimer(dispatcher.wakeAt(now()) - now());
  }

  #setTimer(delayMs: number): void {
    clearTimeout(this.#timer);
    if (delayMs === Number.POSITIVE_INFINITY) return;
    this.#timer = setTimeout(() => this.wake(), Math.min(Math.max(0, delayMs), LONGEST_TIMER_MS));
  }
}
