/** Of an osls instance, what the plugin reads and changes. */
export interface Serverless {
  readonly processedInput: { readonly commands: readonly string[] };
  readonly classes: { readonly Error: new (message: string) => Error };
  readonly service: {
    readonly service: string;
    readonly custom: { readonly deployment: Deployment };
    readonly functions: Record<string, ServerlessFunction>;
    readonly provider: { region: string; httpApi?: HttpApi };
    readonly resources: Template;
  };
  getProvider(name: 'aws'): {
    readonly naming: Naming;
    getStage(): string;
  };
}

/** `custom.deployment` of serverless.yml: the parameters, and what was looked up with them. */
export interface Deployment {
  /** Minimum of provisioned pollers of each Kafka mapping; 0 is on-demand mode. Of the command line it is text. */
  readonly pollers: number | string;
  /** ARN of the SASL/SCRAM secret; '' is IAM. */
  readonly scramSecret: string;
  readonly auth: string;
  readonly jwtIssuer: string;
  readonly jwtAudience: string;
  /** Origins, separated by commas; '' is none. */
  readonly cors: string;
  readonly throttlingRate: number;
  readonly throttlingBurst: number;
  /** ARN of the SNS topic that alarms notify; '' is none. */
  readonly alarmTopic: string;
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
  readonly Parameters: { readonly KafkaCluster: { readonly Default: string } };
  Resources: Resources;
  extensions?: Record<string, { Condition?: string; DependsOn?: string[]; Properties?: Record<string, unknown> }>;
}
