import { compilePattern } from 'serverless-offline-msk/filter';

/** One function on one table's stream. */
export interface StreamMapping {
  readonly functionKey: string;
  readonly tableName: string;
  /** Records that one read asks for, and one invocation gets at most. */
  readonly batchSize: number;
  /** -1: until it succeeds. */
  readonly maximumRetryAttempts: number;
  readonly reportBatchItemFailures: boolean;
  matches(record: unknown): boolean;
}

interface StreamEvent {
  readonly type: string;
  readonly arn: unknown;
  readonly batchSize?: number;
  readonly startingPosition?: string;
  readonly maximumRetryAttempts?: number;
  readonly functionResponseType?: string;
  readonly filterPatterns?: readonly unknown[];
}

/** Of an osls service, what is read. */
export interface Service {
  readonly functions: Readonly<Record<string, { readonly events?: readonly { readonly stream?: StreamEvent }[] }>>;
  readonly resources?: { readonly Resources?: Readonly<Record<string, Resource>> };
}

interface Resource {
  readonly Properties?: { readonly TableName?: string };
}

/** @throws where a stream is not one of a table in `resources`, or is not to be read from its beginning */
export const readDefinition = (service: Service): StreamMapping[] =>
  Object.entries(service.functions).flatMap(([functionKey, { events = [] }]) =>
    events.flatMap(({ stream }) => (stream?.type === 'dynamodb' ? [toMapping(functionKey, stream, service)] : [])),
  );

function toMapping(functionKey: string, stream: StreamEvent, { resources }: Service): StreamMapping {
  const [logicalId = '', attribute] = (stream.arn as { 'Fn::GetAtt'?: string[] })?.['Fn::GetAtt'] ?? [];
  const tableName = resources?.Resources?.[logicalId]?.Properties?.TableName;
  if (attribute !== 'StreamArn' || !tableName)
    throw new Error(`${functionKey}: the arn of its stream must be !GetAtt <table in resources>.StreamArn`);
  if (stream.startingPosition !== 'TRIM_HORIZON')
    throw new Error(`${functionKey}: its stream can be read from TRIM_HORIZON only`);
  const patterns = stream.filterPatterns?.map(compilePattern);
  return {
    ...{ functionKey, tableName },
    batchSize: stream.batchSize ?? 100,
    maximumRetryAttempts: stream.maximumRetryAttempts ?? -1,
    reportBatchItemFailures: stream.functionResponseType === 'ReportBatchItemFailures',
    matches: (record) => patterns?.some((matches) => matches(record)) ?? true,
  };
}
