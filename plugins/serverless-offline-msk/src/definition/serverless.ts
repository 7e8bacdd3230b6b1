import type { Json } from './json.ts';
import type { Template } from './stack.ts';

/** What the definition needs of the framework's instance: osls 4, serverless 3 and 4 have it all. */
export interface Serverless {
  readonly service: {
    readonly functions: Readonly<Record<string, ServerlessFunction>>;
    readonly provider: { readonly timeout?: number };
    readonly resources?: (Template & { readonly extensions?: Readonly<Record<string, unknown>> }) | undefined;
  };
  getProvider(name: 'aws'): { readonly naming: Naming; getRegion(): string };
}

export interface ServerlessFunction {
  readonly name: string;
  readonly timeout?: number;
  readonly events?: readonly Json[];
}

/** The framework's own rules for names. */
export interface Naming {
  getStackName(): string;
  getLambdaLogicalId(functionKey: string): string;
  getMSKEventLogicalId(functionKey: string, cluster: string, topic: string): string;
  /** The last two make a difference in serverless 4 only. */
  getKafkaEventLogicalId(functionKey: string, topic: string, consumerGroupId?: unknown, servers?: unknown): string;
}
