import type { Service } from '../../stack/service.ts';
import { until } from '../../stack/until.ts';

const STARTS_WITHIN_MS = 300_000;

/** A service that is made to fail, one fault after the other, and is started again when it ends by itself. */
export class Component {
  readonly service: Service;
  #last: Promise<unknown> = Promise.resolve();

  constructor(service: Service) {
    this.service = service;
  }

  /** Work on it that waits for earlier work: a fault, or starting it again. */
  exclusively<Result>(work: (service: Service) => Promise<Result>): Promise<Result> {
    const result = this.#last.then(() => work(this.service));
    this.#last = result.catch(() => {});
    return result;
  }

  /** What it needs may be away, too: it is tried again then. */
  async restart(signal: AbortSignal): Promise<void> {
    await until(() => this.service.restart(), { withinMs: STARTS_WITHIN_MS, everyMs: 1_000, signal });
  }

  /**
   * Starts it again whenever it ends and no fault is the reason.
   * @param onEnd hears how it ended
   */
  async supervise(onEnd: (how: string) => void, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const { exited } = this.service;
      const how = await exited;
      await this.exclusively(async () => {
        if (signal.aborted || this.service.exited !== exited) return;
        onEnd(how);
        await this.restart(signal);
      });
    }
  }
}
