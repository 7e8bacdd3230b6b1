import { expect, test } from '@jest/globals';
import { readCostOptions } from '../../../infrastructure/cost-options.ts';
import { packaged, type Template } from '../support/packaged.ts';

const count = ({ Resources }: Template, type: string) =>
  Object.values(Resources).filter(({ Type }) => Type === type).length;

test('npm run cost takes as many alarms, metric filters and dashboards as the stack has', async () => {
  const { alarms, filters } = readCostOptions([]);

  const template = await packaged('prod');

  expect({
    alarms: count(template, 'AWS::CloudWatch::Alarm'),
    filters: count(template, 'AWS::Logs::MetricFilter'),
    dashboards: count(template, 'AWS::CloudWatch::Dashboard'),
  }).toEqual({ alarms, filters, dashboards: 1 });
}, 120_000);
