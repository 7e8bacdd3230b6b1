import type { Value } from './arns.ts';
import type { Deployment } from './deployment.ts';
import type { Resources, Serverless, ServerlessFunction } from './serverless.ts';

interface Alarm {
  readonly metric: string;
  readonly namespace: string;
  readonly dimensions: Readonly<Record<string, Value>>;
  /** `Sum`, `Maximum`, … or a percentile, as `p99`. */
  readonly statistic: string;
  readonly atLeast: number;
  /** How many of the last periods of 5 minutes must be so. */
  readonly periods: number;
  readonly description: string;
}

const MINUTES_5 = 300;

/** What means trouble: an alarm each, in the stack and, where `alarmTopic` is given, told to that SNS topic. */
export function alarms(serverless: Serverless, { alarmTopic, partialFailures }: Deployment): Resources {
  const { service } = serverless;
  const { naming } = serverless.getProvider('aws');
  const resources: Resources = {};
  const add = (logicalId: string, alarm: Alarm) => {
    resources[`${logicalId}Alarm`] = toResource(alarm, alarmTopic);
  };

  for (const [name, alarm] of Object.entries(ofTheApi)) add(`HttpApi${name}`, alarm);
  add('OnFailureQueue', onFailureQueue);
  for (const [key, definition] of Object.entries(service.functions)) {
    const id = naming.getLambdaLogicalId(key).replace(/LambdaFunction$/, '');
    for (const [name, alarm] of Object.entries(ofFunction(definition))) add(`${id}${name}`, alarm);
    if (!has(definition, 'msk')) continue;
    for (const { metric, field, description } of [parked, ...(partialFailures ? [failed] : [])]) {
      const name = ownMetric(metric, definition);
      resources[`${id}${metric}Filter`] = metricFilter(naming.getLogGroupLogicalId(key), field, name);
      add(`${id}${metric}`, {
        ...{ namespace: NAMESPACE, metric: name, dimensions: {}, statistic: 'Sum', atLeast: 1, periods: 1 },
        description: `${definition.name} ${description}`,
      });
    }
  }
  return resources;
}

const httpApi = { namespace: 'AWS/ApiGateway', dimensions: { ApiId: { Ref: 'HttpApi' } } };

const ofTheApi: Readonly<Record<string, Alarm>> = {
  Errors: {
    ...{ ...httpApi, metric: '5xx', statistic: 'Sum', atLeast: 1, periods: 1 },
    description: 'The HTTP API answered 5xx',
  },
  Latency: {
    ...{ ...httpApi, metric: 'Latency', statistic: 'p99', atLeast: 3_000, periods: 3 },
    description: 'One of a hundred requests takes 3 s or more',
  },
};

const onFailureQueue: Alarm = {
  ...{
    namespace: 'AWS/SQS',
    metric: 'ApproximateNumberOfMessagesVisible',
    statistic: 'Maximum',
    atLeast: 1,
    periods: 1,
  },
  dimensions: { QueueName: { 'Fn::GetAtt': ['OnFailureQueue', 'QueueName'] } },
  description: 'An event source gave records up: the message says which. docs/deploy.md, "When an alarm goes off"',
};

/** None of a function that only an operator or a deployment invokes: whoever does sees what becomes of it. */
function ofFunction(definition: ServerlessFunction): Record<string, Alarm> {
  const { name, events } = definition;
  if (events.length === 0) return {};
  const lambda = { namespace: 'AWS/Lambda', dimensions: { FunctionName: name } };
  return {
    Errors: {
      ...{ ...lambda, metric: 'Errors', statistic: 'Sum', atLeast: 1, periods: 2 },
      description: `${name} fails`,
    },
    Throttles: {
      ...{ ...lambda, metric: 'Throttles', statistic: 'Sum', atLeast: 1, periods: 2 },
      description: `${name} is throttled: the account's concurrency is used up`,
    },
    ...(has(definition, 'stream') && {
      IteratorAge: {
        ...{ ...lambda, metric: 'IteratorAge', statistic: 'Maximum', atLeast: 60_000, periods: 1 },
        description: `${name} announces what is older than a minute: does Kafka answer? After 24 h it is lost`,
      },
    }),
    ...(has(definition, 'msk') && {
      OffsetLag: {
        ...{ ...lambda, metric: 'OffsetLag', statistic: 'Minimum', atLeast: 100, periods: 3 },
        description: `${name} has been 100 records or more behind its topic for a quarter of an hour`,
      },
    }),
  };
}

const has = ({ events }: ServerlessFunction, kind: 'msk' | 'stream') => events.some((event) => event[kind]);

/** Of metrics of our own, which are made of the functions' logs. */
export const NAMESPACE = 'UsersOrders';

export const ownMetric = (metric: string, { name }: ServerlessFunction) => `${metric}-${name}`;

/** What functions/shared/parked-records.ts logs. */
export const parked = {
  metric: 'ParkedRecords',
  field: '$.parked.id',
  description: 'parked a record that it can never process: npm run parked -- list',
};

/** What functions/shared/kafka.ts logs: a failure that is reported counts in no metric of Lambda's. */
const failed = {
  metric: 'FailedRecords',
  field: '$.failed.id',
  description: 'could not process a record, which comes again',
};

const metricFilter = (logGroup: string, field: string, MetricName: string) => ({
  Type: 'AWS::Logs::MetricFilter',
  Properties: {
    LogGroupName: { Ref: logGroup },
    FilterPattern: `{ ${field} = "*" }`,
    MetricTransformations: [{ MetricNamespace: NAMESPACE, MetricName, MetricValue: '1' }],
  },
});

const toResource = (alarm: Alarm, topic: string) => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    AlarmDescription: alarm.description,
    Namespace: alarm.namespace,
    MetricName: alarm.metric,
    Dimensions: Object.entries(alarm.dimensions).map(([Name, Value]) => ({ Name, Value })),
    [alarm.statistic.startsWith('p') ? 'ExtendedStatistic' : 'Statistic']: alarm.statistic,
    Period: MINUTES_5,
    EvaluationPeriods: alarm.periods,
    Threshold: alarm.atLeast,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    TreatMissingData: 'notBreaching',
    ...(topic !== '' && { AlarmActions: [topic], OKActions: [topic] }),
  },
});
