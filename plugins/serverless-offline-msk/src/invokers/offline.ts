import Lambda, { type LambdaDefinition } from 'serverless-offline/lambda';
import type { InvocationResult, Invoker } from '../invoker.ts';
import { WorkerExits } from './worker-exits.ts';

/** Invokes the service's functions inside serverless-offline, with the runner that it is configured for. */
export class OfflineInvoker implements Invoker {
  readonly #newPool: () => Pool;
  readonly #exits = new WorkerExits();
  /** With `reloadHandler` each instance serves one invocation. */
  readonly #isUsedOnce: boolean;
  #pool: Pool;

  /** @param options serverless-offline's own, as its command line and `custom.serverless-offline` give them */
  constructor(serverless: unknown, options: Readonly<Record<string, unknown>>, functions: readonly LambdaDefinition[]) {
    this.#isUsedOnce = options.reloadHandler === true;
    this.#newPool = () => {
      const lambda = new Lambda(serverless, options);
      lambda.create(functions);
      return { lambda, running: 0, isRetired: false };
    };
    this.#pool = this.#newPool();
  }

  async invoke(functionKey: string, payload: string): Promise<InvocationResult> {
    const pool = this.#pool;
    pool.running += 1;
    try {
      return { kind: 'returned', response: asJson(await this.#run(pool.lambda, functionKey, payload)) };
    } catch (error) {
      return { kind: 'function-error', message: error instanceof Error ? error.message : String(error) };
    } finally {
      pool.running -= 1;
      await endIfUnused(pool);
    }
  }

  /** The next invocations run the code as it is then; what runs now ends with the old. */
  async reload(): Promise<void> {
    const old = this.#pool;
    this.#pool = this.#newPool();
    old.isRetired = true;
    await endIfUnused(old);
  }

  async stop(): Promise<void> {
    await this.#pool.lambda.cleanup();
    this.#exits.stop();
  }

  async #run(lambda: Lambda, functionKey: string, payload: string): Promise<unknown> {
    let instance = lambda.get(functionKey);
    while (this.#exits.hasExited(instance)) {
      await this.#discardWorker(instance);
      instance = lambda.get(functionKey);
    }
    // From `get` to `runHandler` in one tick: only then is the instance busy, and no other invocation gets it.
    instance.setEvent(JSON.parse(payload));
    try {
      return await this.#exits.runHandler(instance);
    } finally {
      if (this.#isUsedOnce) setTimeout(() => void cleanUp(instance), OUTPUT_LINGERS_MS).unref();
    }
  }

  async #discardWorker(instance: ReturnType<Lambda['get']>): Promise<void> {
    this.#exits.forget(instance);
    await cleanUp(instance);
  }
}

/** What a handler has just printed is lost when its worker is ended at once. */
const OUTPUT_LINGERS_MS = 500;

interface Pool {
  readonly lambda: Lambda;
  running: number;
  isRetired: boolean;
}

async function endIfUnused({ lambda, running, isRetired }: Pool): Promise<void> {
  if (isRetired && running === 0) await cleanUp(lambda);
}

/** What cannot be cleaned up ends with the process: the result of an invocation does not depend on it. */
const cleanUp = (unused: { cleanup(): Promise<void> }): Promise<void> => unused.cleanup().catch(() => {});

const asJson = (value: unknown): unknown =>
  value === undefined ? undefined : JSON.parse(JSON.stringify(value) ?? 'null');
