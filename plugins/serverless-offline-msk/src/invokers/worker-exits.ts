import { AsyncLocalStorage } from 'node:async_hooks';
import type { Worker } from 'node:worker_threads';
import type { LambdaFunction } from 'serverless-offline/lambda';

interface Runtime {
  hasExited: boolean;
  onExit: (code: number) => void;
}

/**
 * Notices when a handler ends the worker thread that it runs in. serverless-offline does not: its promise stays open
 * until the timeout, for ever with `noTimeout`. It hides its workers too, so they are caught where they are made.
 */
export class WorkerExits {
  readonly #runtimes = new WeakMap<LambdaFunction, Runtime>();
  readonly #starting = new AsyncLocalStorage<Runtime>();

  constructor() {
    process.on('worker', this.#watch);
  }

  stop(): void {
    process.off('worker', this.#watch);
  }

  hasExited(instance: LambdaFunction): boolean {
    return this.#runtimes.get(instance)?.hasExited ?? false;
  }

  /** The instance's next worker is a new one. */
  forget(instance: LambdaFunction): void {
    this.#runtimes.delete(instance);
  }

  /** As `instance.runHandler()`, but rejects too when the worker exits. */
  runHandler(instance: LambdaFunction): Promise<unknown> {
    const runtime = this.#runtimes.get(instance) ?? { hasExited: false, onExit: () => {} };
    this.#runtimes.set(instance, runtime);
    const exited = new Promise<never>((_, reject) => {
      // After a timeout the worker is terminated too: that message comes first.
      runtime.onExit = (code) => setImmediate(reject, new Error(`Runtime exited with error: exit status ${code}`));
    });
    return Promise.race([this.#starting.run(runtime, () => instance.runHandler()), exited]);
  }

  #watch = (worker: Worker): void => {
    const runtime = this.#starting.getStore();
    worker.once('exit', (code) => {
      if (!runtime) return;
      runtime.hasExited = true;
      runtime.onExit(code);
    });
  };
}
