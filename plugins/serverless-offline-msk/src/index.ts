import type { LambdaDefinition } from 'serverless-offline/lambda';
import { exitAfter } from './exit-after.ts';
import { OfflineInvoker } from './invokers/offline.ts';
import type { Log } from './log.ts';
import { mappingsOf } from './msk-events.ts';
import { settingsFrom } from './settings.ts';
import { createEventSource, type EventSource } from './source.ts';

const NAME = 'serverless-offline-msk';

/** Of the Serverless Framework, what this plugin uses. */
export interface Serverless {
  readonly service: {
    readonly custom?: Readonly<Record<string, Record<string, unknown> | undefined>>;
    getAllFunctions(): string[];
    getFunction(key: string): unknown;
  };
  readonly pluginManager: { readonly plugins: readonly object[] };
}

/** Serverless plugin: triggers the functions under serverless-offline that have `msk` and `kafka` events. */
export default class ServerlessOfflineMsk {
  readonly hooks: Readonly<Record<string, () => void | Promise<void>>>;
  readonly #serverless: Serverless;
  readonly #cliOptions: Readonly<Record<string, unknown>>;
  readonly #log: Log;
  #invoker: OfflineInvoker | undefined;
  #sources: readonly EventSource[] = [];
  #stopped: Promise<void> | undefined;

  constructor(serverless: Serverless, cliOptions: Readonly<Record<string, unknown>>, { log }: { log: Log }) {
    this.#serverless = serverless;
    this.#cliOptions = cliOptions;
    this.#log = log;
    this.hooks = {
      // `serverless offline` has the first three, `serverless offline start` the others.
      'before:offline:start': () => this.#checkOrder(),
      'offline:start': () => this.#startInProcess(),
      'offline:functionsUpdated:cleanup': () => this.#invoker?.reload(),
      'offline:start:init': () => this.#startInProcess(),
      'offline:start:end': () => this.stop(),
    };
  }

  start(): void {
    const { service } = this.#serverless;
    const settings = settingsFrom(service.custom?.[NAME]);
    const mappings = mappingsOf(service).filter(({ enabled }) => enabled);
    if (mappings.length === 0) return;
    const invoker = new OfflineInvoker(this.#serverless, this.#offlineOptions(), functionsOf(service));
    this.#invoker = invoker;
    this.#sources = mappings.map((mapping) => createEventSource({ mapping, settings, invoker, log: this.#log }));
    for (const source of this.#sources) source.start();
  }

  /** Ends the polling: waits for running invocations up to the limit, commits, leaves the groups. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    await Promise.all(this.#sources.map((source) => source.stop()));
    await this.#invoker?.stop();
  }

  #startInProcess(): void {
    this.start();
    exitAfter(() => this.stop());
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void this.stop());
  }

  /** serverless-offline's hook does not return until Ctrl-C: behind it this plugin would never start. */
  #checkOrder(): void {
    const names = this.#serverless.pluginManager.plugins.map((plugin) => plugin.constructor.name);
    if (names.indexOf('ServerlessOffline') < names.indexOf(this.constructor.name)) {
      throw new Error(`${NAME} must come before serverless-offline in the list of plugins in serverless.yml`);
    }
  }

  #offlineOptions(): Readonly<Record<string, unknown>> {
    return { host: 'localhost', ...this.#serverless.service.custom?.['serverless-offline'], ...this.#cliOptions };
  }
}

const functionsOf = (service: Serverless['service']): LambdaDefinition[] =>
  service
    .getAllFunctions()
    .map((functionKey) => ({ functionKey, functionDefinition: service.getFunction(functionKey) }));
