import path from 'node:path';
import { readSettings } from '../settings.ts';
import { Checkpoints } from './checkpoints.ts';
import { readDefinition, type Service } from './definition.ts';
import { type InvocationResult, type Log, StreamSource } from './source.ts';

/** Of an osls instance, what is used. */
interface Serverless {
  readonly service: Service & {
    readonly custom?: Readonly<Record<string, object | undefined>>;
    getFunction(key: string): unknown;
  };
}

/**
 * Serverless plugin: invokes the functions under serverless-offline that have a `stream` event of a table in `resources`.
 * How far the streams were read is kept in LOCAL_DIR. It must come before serverless-offline in the list of plugins.
 */
export default class DynamodbStreams {
  readonly hooks: Readonly<Record<string, () => Promise<void>>>;
  readonly #serverless: Serverless;
  readonly #cliOptions: object;
  readonly #log: Log;

  constructor(serverless: Serverless, cliOptions: object, { log }: { log: Log }) {
    this.#serverless = serverless;
    this.#cliOptions = cliOptions;
    this.#log = log;
    // `serverless offline` has the first, `serverless offline start` the second.
    this.hooks = { 'offline:start': () => this.#start(), 'offline:start:init': () => this.#start() };
  }

  /** Nobody stops it: an invocation that ends with the process is repeated after the next start. */
  async #start(): Promise<void> {
    const { dynamodbPort, localDir } = readSettings();
    const mappings = readDefinition(this.#serverless.service);
    const checkpoints = new Checkpoints(path.join(localDir, 'checkpoints.json'));
    const invoke = await this.#invoker(mappings.map(({ functionKey }) => functionKey));
    for (const mapping of mappings)
      new StreamSource({ dynamodbPort, mapping, checkpoints, invoke, log: this.#log }).start();
  }

  async #invoker(functionKeys: readonly string[]) {
    const { service } = this.#serverless;
    const { default: Lambda } = await import('serverless-offline/lambda');
    const lambda = new Lambda(this.#serverless, { ...service.custom?.['serverless-offline'], ...this.#cliOptions });
    lambda.create(
      functionKeys.map((functionKey) => ({ functionKey, functionDefinition: service.getFunction(functionKey) })),
    );
    return async (functionKey: string, event: unknown): Promise<InvocationResult> => {
      const instance = lambda.get(functionKey);
      instance.setEvent(event);
      try {
        return { response: await instance.runHandler() };
      } catch (error) {
        return { error: error instanceof Error ? error.message : String(error) };
      }
    };
  }
}
