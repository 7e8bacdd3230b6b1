import { beforeAll, expect, test } from '@jest/globals';
import { packaged, parameters, type Template } from '../support/packaged.ts';
import { readable } from '../support/readable.ts';
import { awsMetrics } from './metrics.ts';

let template: Template;

beforeAll(async () => {
  template = await packaged('prod');
}, 120_000);

const alarmsOf = ({ Resources }: Template) =>
  Object.entries(Resources).filter(([, { Type }]) => Type === 'AWS::CloudWatch::Alarm');

/** Our own metrics: those that a metric filter of the stack makes. */
const ownMetrics = ({ Resources }: Template) =>
  Object.values(Resources)
    .filter(({ Type }) => Type === 'AWS::Logs::MetricFilter')
    .flatMap(({ Properties }) => Properties.MetricTransformations)
    .map(({ MetricNamespace, MetricName }) => `${MetricNamespace} ${MetricName}`);

function exists(namespace: string, metric: string, dimensions: string[], own: string[]): boolean {
  const aws = awsMetrics[namespace];
  if (!aws) return own.includes(`${namespace} ${metric}`) && dimensions.length === 0;
  return aws.metrics.includes(metric) && dimensions.join() === aws.dimensions.join();
}

test('every alarm is on a metric that exists, takes missing data as no trouble, and says what it means', () => {
  const alarms = alarmsOf(template);

  expect(alarms).toHaveLength(29);
  for (const [logicalId, { Properties: alarm }] of alarms) {
    const dimensions = alarm.Dimensions.map(({ Name }: { Name: string }) => Name);
    expect({ logicalId, exists: exists(alarm.Namespace, alarm.MetricName, dimensions, ownMetrics(template)) }).toEqual({
      logicalId,
      exists: true,
    });
    expect(alarm.TreatMissingData).toBe('notBreaching');
    expect(alarm.AlarmDescription).toMatch(/\w/);
  }
});

test('a misspelt metric is found', () => {
  expect(exists('AWS/ApiGateway', '5XXError', ['ApiId'], [])).toBe(false);
  expect(exists('AWS/Lambda', 'OffsetLag', ['Topic'], [])).toBe(false);
  expect(exists('UsersOrders', 'ParkedRecord', [], ownMetrics(template))).toBe(false);
});

test.each([
  ['HttpApi', ['5xx', 'Latency']],
  ['OnFailureQueue.QueueName', ['ApproximateNumberOfMessagesVisible']],
  ['users-orders-prod-usersCreate', ['Errors', 'Throttles']],
  ['users-orders-prod-usersPublish', ['Errors', 'IteratorAge', 'Throttles']],
  ['users-orders-prod-ordersPublish', ['Errors', 'IteratorAge', 'Throttles']],
  ['users-orders-prod-usersOnOrderCreated', ['Errors', 'OffsetLag', 'Throttles']],
  ['users-orders-prod-ordersOnUserCreated', ['Errors', 'OffsetLag', 'Throttles']],
])('trouble of %s raises an alarm: %j', (of, metrics) => {
  const own = alarmsOf(template)
    .map(
      ([, { Properties }]) => readable(Properties, template) as { MetricName: string; Dimensions: { Value: string }[] },
    )
    .filter(({ Dimensions }) => Dimensions[0]?.Value === of)
    .map(({ MetricName }) => MetricName);

  expect(own.sort()).toEqual(metrics);
});

test('a record that a consumer parks raises an alarm, by the field that its log has', () => {
  const filters = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::Logs::MetricFilter');
  const alarms = alarmsOf(template).map(([, { Properties }]) => `${Properties.Namespace} ${Properties.MetricName}`);

  expect(filters.map(({ Properties }) => readable(Properties.LogGroupName, template)).sort()).toEqual([
    'OrdersOnUserCreatedLogGroup',
    'UsersOnOrderCreatedLogGroup',
  ]);
  for (const { Properties } of filters) expect(Properties.FilterPattern).toBe('{ $.parked.id = "*" }');
  expect(alarms).toEqual(expect.arrayContaining(ownMetrics(template)));
});

test('alarms tell the topic that is given, and nobody without one', async () => {
  const topic = 'arn:aws:sns:eu-central-1:123456789012:alarms';
  const told = await packaged('prod', { ...parameters, alarmTopic: topic });

  expect(alarmsOf(told).map(([, { Properties }]) => Properties.AlarmActions)).toEqual(
    alarmsOf(told).map(() => [topic]),
  );
  expect(alarmsOf(template).filter(([, { Properties }]) => Properties.AlarmActions)).toEqual([]);
}, 120_000);

test('the dashboard shows metrics that exist, from left to right, and no panel covers another', () => {
  const body = JSON.parse(template.Resources.Dashboard?.Properties.DashboardBody['Fn::Sub']);
  const places = body.widgets.map(({ x, y }: { x: number; y: number }) => `${x},${y}`);

  expect(new Set(places).size).toBe(body.widgets.length);
  for (const { properties } of body.widgets) {
    expect(properties.metrics).not.toEqual([]);
    for (const [namespace, metric, ...dimensions] of properties.metrics) {
      const names = dimensions.filter((_: string, index: number) => index % 2 === 0);
      expect({ metric, exists: exists(namespace, metric, names, ownMetrics(template)) }).toEqual({
        metric,
        exists: true,
      });
    }
  }
});
