import { createHash } from 'node:crypto';
import type { EventSourceMapping } from './mapping.ts';

export function mappingsOf(service: any): EventSourceMapping[] {
  return service.getAllFunctions().flatMap((key: string) => {
    const fn = service.getFunction(key);
    return (fn.events ?? []).flatMap(({ msk }: any) => (msk ? mappingOf(key, fn, msk, service) : []));
  });
}

function mappingOf(key: string, fn: any, msk: any, service: any): EventSourceMapping {
  const hex = createHash('sha256').update(`${fn.name}/${msk.topic}`).digest('hex');
  const uuid = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  return {
    uuid,
    logicalId: key,
    function: {
      key,
      arn: `arn:aws:lambda:us-east-1:000000000000:function:${fn.name}`,
      timeoutMs: (fn.timeout ?? service.provider.timeout ?? 6) * 1000,
    },
    source: {
      kind: 'msk',
      eventSourceArn:
        typeof msk.arn === 'string'
          ? msk.arn
          : 'arn:aws:kafka:us-east-1:000000000000:cluster/local/00000000-0000-0000-0000-000000000000-1',
    },
    topic: msk.topic,
    consumerGroupId: msk.consumerGroupId ?? uuid,
    startingPosition: { kind: msk.startingPosition === 'LATEST' ? 'LATEST' : 'TRIM_HORIZON' },
    batchSize: msk.batchSize ?? 100,
    batchingWindowMs: msk.maximumBatchingWindow ? msk.maximumBatchingWindow * 1000 : 500,
    enabled: msk.enabled ?? true,
    filterPatterns: [],
    provisionedPollers: undefined,
    reportBatchItemFailures: false,
    maximumRetryAttempts: undefined,
    maximumRecordAgeMs: undefined,
    bisectBatchOnFunctionError: false,
    onFailureDestination: undefined,
  };
}
