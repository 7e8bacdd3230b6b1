import { NAMESPACE, ownMetric, parked } from './alarms.ts';
import type { Resources, Serverless, ServerlessFunction } from './serverless.ts';

type Metric = readonly [namespace: string, metric: string, ...dimensions: string[]];

interface Panel {
  readonly title: string;
  readonly metrics: readonly Metric[];
  readonly stat: string;
}

/** A CloudWatch dashboard that shows the flow from left to right: API, tables' streams, Kafka, trouble. */
export function dashboard(serverless: Serverless): Resources {
  const { service } = serverless;
  const functions = Object.values(service.functions);
  const withEvent = (kind: 'httpApi' | 'stream' | 'msk') =>
    functions.filter(({ events }) => events.some((event) => event[kind]));
  const columns: Panel[][] = [
    [
      { title: '1 HTTP API: requests', stat: 'Sum', metrics: ['Count', '4xx', '5xx'].map(ofTheApi) },
      { title: '1 HTTP API: latency, p99 (ms)', stat: 'p99', metrics: [ofTheApi('Latency')] },
      { title: '1 HTTP API: functions that fail', stat: 'Sum', metrics: withEvent('httpApi').map(lambda('Errors')) },
    ],
    [
      {
        title: '2 Stream → publish: age (ms)',
        stat: 'Maximum',
        metrics: withEvent('stream').map(lambda('IteratorAge')),
      },
      { title: '2 Publish: invocations', stat: 'Sum', metrics: withEvent('stream').map(lambda('Invocations')) },
      { title: '2 Publish: errors', stat: 'Sum', metrics: withEvent('stream').map(lambda('Errors')) },
    ],
    [
      { title: '3 Kafka → consumers: lag', stat: 'Maximum', metrics: withEvent('msk').map(lambda('OffsetLag')) },
      { title: '3 Consumers: invocations', stat: 'Sum', metrics: withEvent('msk').map(lambda('Invocations')) },
      { title: '3 Consumers: errors', stat: 'Sum', metrics: withEvent('msk').map(lambda('Errors')) },
    ],
    [
      {
        title: '4 Trouble: parked records',
        stat: 'Sum',
        metrics: withEvent('msk').map((consumer) => [NAMESPACE, ownMetric(parked.metric, consumer)]),
      },
      {
        title: '4 Trouble: given up by event sources',
        stat: 'Maximum',
        metrics: [
          ['AWS/SQS', 'ApproximateNumberOfMessagesVisible', 'QueueName', inTemplate('OnFailureQueue.QueueName')],
        ],
      },
      { title: '4 Trouble: throttles', stat: 'Sum', metrics: functions.map(lambda('Throttles')) },
    ],
  ];
  const widgets = columns.flatMap((panels, column) => panels.map((panel, row) => widget(panel, column, row)));
  return {
    Dashboard: {
      Type: 'AWS::CloudWatch::Dashboard',
      Properties: {
        DashboardName: `${service.service}-${serverless.getProvider('aws').getStage()}`,
        DashboardBody: { 'Fn::Sub': JSON.stringify({ widgets }) },
      },
    },
  };
}

const ofTheApi = (metric: string): Metric => ['AWS/ApiGateway', metric, 'ApiId', inTemplate('HttpApi')];

const lambda =
  (metric: string) =>
  ({ name }: ServerlessFunction): Metric => ['AWS/Lambda', metric, 'FunctionName', name];

/** For `Fn::Sub`. */
const inTemplate = (reference: string) => `\${${reference}}`;

const WIDTH = 6;
const HEIGHT = 6;

/** CloudWatch guide, "Dashboard body structure and syntax". */
const widget = ({ title, metrics, stat }: Panel, column: number, row: number) => ({
  ...{ type: 'metric', x: column * WIDTH, y: row * HEIGHT, width: WIDTH, height: HEIGHT },
  properties: { title, metrics, stat, period: 300, view: 'timeSeries', region: inTemplate('AWS::Region') },
});
