/**
 * One event source mapping with every default applied: what an `AWS::Lambda::EventSourceMapping` for Kafka says, in
 * plain data. The definition makes it from serverless.yml or from a stack's template; everything else only reads it.
 */
export interface EventSourceMapping {
  /** A stable UUID, derived from what identifies the mapping. Also the default consumer group id, as on AWS. */
  readonly uuid: string;
  /** The logical id that the framework gives the mapping, or the one it has in the resources: its name in messages. */
  readonly logicalId: string;
  readonly function: {
    /** The function's key in serverless.yml, or its name for a Lambda endpoint: what the invoker is given. */
    readonly key: string;
    readonly arn: string;
    readonly timeoutMs: number;
  };
  readonly source: MskSource | SelfManagedSource;
  readonly topic: string;
  readonly consumerGroupId: string;
  readonly startingPosition: StartingPosition;
  /** 1 to 10,000 records in one invocation, over all the partitions that it holds. */
  readonly batchSize: number;
  /** 500 unless configured; then 0 to 300,000 in whole seconds. */
  readonly batchingWindowMs: number;
  readonly enabled: boolean;
  /** Parsed patterns, ORed; none lets every record through. */
  readonly filterPatterns: readonly unknown[];
  /** Present means provisioned mode, which alone allows the settings marked so below. */
  readonly provisionedPollers: { readonly minimum: number; readonly maximum: number } | undefined;
  /** Provisioned mode only. `FunctionResponseTypes` holds `ReportBatchItemFailures`. */
  readonly reportBatchItemFailures: boolean;
  /** Provisioned mode only. Undefined where not set or -1: until success, or 10 where there is a destination. */
  readonly maximumRetryAttempts: number | undefined;
  /** Provisioned mode only. Undefined where not set or -1: no limit. */
  readonly maximumRecordAgeMs: number | undefined;
  /** Provisioned mode only. */
  readonly bisectBatchOnFunctionError: boolean;
  readonly onFailureDestination: OnFailureDestination | undefined;
}

/** `msk` events. `bootstrapServers` of the emitted event are those of the local brokers. */
export interface MskSource {
  readonly kind: 'msk';
  readonly eventSourceArn: string;
}

/** `kafka` events. `bootstrapServers` are emitted as configured, whatever brokers are polled locally. */
export interface SelfManagedSource {
  readonly kind: 'kafka';
  readonly bootstrapServers: readonly string[];
}

export type StartingPosition =
  | { readonly kind: 'TRIM_HORIZON' }
  | { readonly kind: 'LATEST' }
  | { readonly kind: 'AT_TIMESTAMP'; readonly timestampMs: number };

export type OnFailureDestination =
  | { readonly kind: 'sqs' | 'sns' | 's3'; readonly arn: string }
  /** Provisioned mode only: a topic of the same cluster, given as `kafka://topic`. */
  | { readonly kind: 'kafka'; readonly topic: string };
