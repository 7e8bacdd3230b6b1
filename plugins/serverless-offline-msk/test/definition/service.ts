import { createRequire } from 'node:module';
import { type Definition, DefinitionError, readServiceMappings, type Serverless } from '../../src/definition.ts';

type Json = Record<string, unknown>;

export const shopArn = 'arn:aws:kafka:eu-west-1:111122223333:cluster/shop/6cc0432b-8618-4f44-bccc-e1fbd8fb7c4d-2';

/** 2026-10-20T00:00:00Z */
export const now = Date.UTC(2026, 9, 20);

/** osls' own rules for names; serverless 3.40 has the same. */
const oslsNaming = createRequire(import.meta.url)('serverless/lib/plugins/aws/lib/naming.js');

export const msk = (settings: Json = {}) => ({ msk: { arn: shopArn, topic: 'orders', ...settings } });

export const kafka = (settings: Json = {}) => ({
  kafka: {
    bootstrapServers: ['b-1.example.com:9096'],
    topic: 'orders',
    accessConfigurations: { saslPlainAuth: ['arn:aws:secretsmanager:eu-west-1:111122223333:secret:plain'] },
    ...settings,
  },
});

/** The logical id of the mapping of `msk()`, on a function with the key `consumer`. */
export const mskLogicalId = 'ConsumerEventSourceMappingMSKShopOrders';

interface ServiceParts {
  functions?: Record<string, { events?: Json[]; timeout?: number; name?: string }>;
  resources?: Json;
  timeout?: number;
  naming?: object;
}

/** What the framework hands to a plugin: service `shop`, stage `dev`, region `eu-west-1`. */
export function serverless({ functions = {}, resources, timeout, naming = oslsNaming }: ServiceParts): Serverless {
  const named = Object.entries(functions).map(([key, definition]) => [
    key,
    { name: `shop-dev-${key}`, events: [], ...definition },
  ]);
  return {
    service: {
      functions: Object.fromEntries(named),
      provider: timeout === undefined ? {} : { timeout },
      ...(resources && { resources }),
    },
    getProvider: () =>
      ({ naming: { ...naming, getStackName: () => 'shop-dev' }, getRegion: () => 'eu-west-1' }) as never,
  };
}

/** The definition of a service with one function, `consumer`. */
export const readEvents = (events: Json[], parts: Omit<ServiceParts, 'functions'> = {}): Definition =>
  readServiceMappings(serverless({ functions: { consumer: { events } }, ...parts }), now);

/** With `resources.extensions` over the mapping of `msk()`. */
export const readExtended = (properties: Json, event = msk()): Definition =>
  readEvents([event], { resources: { extensions: { [mskLogicalId]: { Properties: properties } } } });

/** With these properties in a mapping of the resources, for the function `consumer`; undefined ones are left out. */
export const readRaw = (properties: Json, resources: Json = {}, parameters: Json = {}): Definition =>
  readEvents([], {
    resources: { Parameters: parameters, Resources: { ...resources, RawMapping: rawMapping(properties) } },
  });

export const rawMapping = (properties: Json) => ({
  Type: 'AWS::Lambda::EventSourceMapping',
  Properties: {
    FunctionName: { 'Fn::GetAtt': ['ConsumerLambdaFunction', 'Arn'] },
    EventSourceArn: shopArn,
    Topics: ['orders'],
    StartingPosition: 'TRIM_HORIZON',
    ...properties,
  },
});

/** Provisioned mode, one poller. */
export const provisioned = { ProvisionedPollerConfig: { MinimumPollers: 1, MaximumPollers: 1 } };

/** What the definition refuses, as one text. */
export function refusal(read: () => Definition): string {
  try {
    const { mappings } = read();
    throw new Error(`nothing was refused: ${JSON.stringify(mappings)}`);
  } catch (error) {
    if (error instanceof DefinitionError) return error.problems.join('\n');
    throw error;
  }
}

/** The only mapping of a definition. */
export function only({ mappings }: Definition) {
  const [mapping] = mappings;
  if (!mapping || mappings.length > 1) throw new Error(`${mappings.length} mappings, not one`);
  return mapping;
}
