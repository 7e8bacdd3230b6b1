const STREAMS_PLUGIN = 'serverless-offline-dynamodb-streams';

/** Of an osls instance, what is read. */
interface Serverless {
  readonly service: {
    readonly custom: Readonly<Record<string, { readonly readInterval?: number }>>;
    readonly functions: Readonly<Record<string, { readonly events: readonly { readonly stream?: object }[] }>>;
  };
}

/**
 * Serverless plugin: hands `custom.serverless-offline-dynamodb-streams.readInterval` (ms) to each stream event. The
 * streams plugin 8.0.1 documents that setting, but reads it of the event, where the framework's schema refuses it.
 */
export default class StreamReadInterval {
  readonly hooks: Record<string, () => void>;

  constructor({ service }: Serverless) {
    const setReadInterval = () => {
      const { readInterval } = service.custom[STREAMS_PLUGIN] ?? {};
      const events = Object.values(service.functions).flatMap((definition) => definition.events);
      for (const { stream } of events) if (stream) Object.assign(stream, { readInterval });
    };
    this.hooks = { 'before:offline:start': setReadInterval, 'before:offline:start:init': setReadInterval };
  }
}
