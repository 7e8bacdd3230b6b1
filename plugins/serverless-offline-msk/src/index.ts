import type { LambdaDefinition } from 'serverless-offline/lambda';
import { type Serverless as DefinedService, readServiceMappings } from './definition.ts';
import { startEventSources } from './event-sources.ts';
import { exitAfter } from './exit-after.ts';
import { OfflineInvoker } from './invokers/offline.ts';
import type { Log } from './log.ts';
import { settingsFrom } from './settings.ts';

export type { Fact, FactName, Facts } from './facts.ts';
export type { Settings } from './settings.ts';

const NAME = 'serverless-offline-msk';

/** Of the Serverless Framework, what this plugin uses. */
export interface Serverless extends DefinedService {
  readonly service: DefinedService['service'] & {
    readonly custom?: Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;
    getFunction(key: string): unknown;
  };
  readonly pluginManager: { readonly plugins: readonly object[] };
}

/**
 * Serverless plugin: triggers the functions under serverless-offline that have `msk` and `kafka` events. Its settings are
 * those of `custom.serverless-offline-msk`; it must come before serverless-offline in the list of plugins.
 */
export default class ServerlessOfflineMsk {
  readonly hooks: Readonly<Record<string, () => void | Promise<void>>>;
  readonly #serverless: Serverless;
  readonly #cliOptions: Readonly<Record<string, unknown>>;
  readonly #log: Log;
  #invoker: OfflineInvoker | undefined;
  #sources: Awaited<ReturnType<typeof startEventSources>> | undefined;
  #stopped: Promise<void> | undefined;

  constructor(serverless: Serverless, cliOptions: Readonly<Record<string, unknown>>, { log }: { log: Log }) {
    this.#serverless = serverless;
    this.#cliOptions = cliOptions;
    this.#log = log;
    this.hooks = {
      // `serverless offline` has the first two, `serverless offline start` the last two.
      'before:offline:start': () => this.#checkOrder(),
      'offline:start': () => this.#start(),
      'offline:functionsUpdated:cleanup': () => this.#invoker?.reload(),
      'offline:start:init': () => this.#start(),
      'offline:start:end': () => this.#stop(),
    };
  }

  async #start(): Promise<void> {
    const settings = settingsFrom(this.#serverless.service.custom?.[NAME]);
    const { mappings, warnings } = readServiceMappings(this.#serverless);
    for (const warning of warnings) this.#log.warning(warning);
    if (!mappings.some(({ enabled }) => enabled)) return;

    const aws = { endpoint: settings.endpoint };
    const invoker = new OfflineInvoker(this.#serverless, this.#offlineOptions(), this.#functions());
    this.#invoker = invoker;
    this.#sources = await startEventSources({ mappings, settings, aws, invoker, log: this.#log });
    exitAfter(() => this.#stop());
  }

  #stop(): Promise<void> {
    this.#stopped ??= this.#sources?.stop() ?? Promise.resolve();
    return this.#stopped;
  }

  /** serverless-offline's hook does not return until Ctrl-C: behind it this plugin would never start. */
  #checkOrder(): void {
    const names = this.#serverless.pluginManager.plugins.map((plugin) => plugin.constructor.name);
    if (names.indexOf('ServerlessOffline') < names.indexOf(this.constructor.name)) {
      throw new Error(`${NAME} must come before serverless-offline in the list of plugins in serverless.yml`);
    }
  }

  #functions(): LambdaDefinition[] {
    const { service } = this.#serverless;
    return Object.keys(service.functions).map((functionKey) => ({
      functionKey,
      functionDefinition: service.getFunction(functionKey),
    }));
  }

  #offlineOptions(): Readonly<Record<string, unknown>> {
    return { host: 'localhost', ...this.#serverless.service.custom?.['serverless-offline'], ...this.#cliOptions };
  }
}
