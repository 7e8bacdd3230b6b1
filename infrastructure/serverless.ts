/** Of an osls instance, what the plugin reads and changes. */
export interface Serverless {
  readonly processedInput: { readonly commands: readonly string[] };
  readonly classes: { readonly Error: new (message: string) => Error };
  readonly service: {
    readonly service: string;
    readonly custom: { readonly deployment: Readonly<Record<string, string | number | boolean>> };
    readonly functions: Record<string, ServerlessFunction>;
    readonly provider: { region: string; httpApi?: HttpApi };
    readonly resources: Template;
  };
  getProvider(name: 'aws'): {
    readonly naming: Naming;
    getStage(): string;
  };
}

export interface ServerlessFunction {
  readonly name: string;
  role?: string;
  readonly events: FunctionEvent[];
}

export interface FunctionEvent {
  httpApi?: string | { method?: string; path: string; authorizer?: object };
  readonly msk?: { readonly topic: string };
  readonly stream?: object;
}

export interface HttpApi {
  cors?: object;
  authorizers?: object;
}

export interface Naming {
  getLambdaLogicalId(key: string): string;
  getLogGroupLogicalId(key: string): string;
  getMSKEventLogicalId(key: string, cluster: string, topic: string): string;
}

export type Resources = Record<string, { Type: string; [attribute: string]: unknown }>;

export interface Template {
  Resources: Resources;
  extensions?: Record<string, { Condition?: string; DependsOn?: string[]; Properties?: Record<string, unknown> }>;
}
