declare module 'serverless-offline/lambda' {
  /** What of serverless-offline's Lambda is used here. It has no types of its own. */
  export default class Lambda {
    constructor(serverless: unknown, options: Readonly<Record<string, unknown>>);
    create(lambdas: readonly LambdaDefinition[]): void;
    get(functionKey: string): LambdaFunction;
    cleanup(): Promise<void>;
  }

  export interface LambdaDefinition {
    readonly functionKey: string;
    readonly functionDefinition: unknown;
  }

  export interface LambdaFunction {
    setEvent(event: unknown): void;
    /** Rejects with what the handler throws, and when the function times out. */
    runHandler(): Promise<unknown>;
    cleanup(): Promise<void>;
  }
}
