import { expect, test } from '@jest/globals';
import { faultKinds, planFrom } from '../../chaos/plan.ts';

test('a seed makes the same faults and the same requests each time, another seed makes others', () => {
  const plan = planFrom(7, 30 * 60_000);

  expect(planFrom(7, 30 * 60_000)).toEqual(plan);
  expect(planFrom(8, 30 * 60_000).faults).not.toEqual(plan.faults);
  expect(planFrom(8, 30 * 60_000).requests).not.toEqual(plan.requests);
});

test('half an hour has more than a hundred faults, each kind as often as the others, one after the other', () => {
  const { faults } = planFrom(1, 30 * 60_000);

  const counts = faultKinds.map(
    (kind) => faults.filter((fault) => fault.component === kind.component && fault.kind === kind.kind).length,
  );
  expect(faults.length).toBeGreaterThan(100);
  expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  expect(faults.map(({ atMs }) => atMs)).toEqual(faults.map(({ atMs }) => atMs).sort((a, b) => a - b));
  expect(Math.max(...faults.map(({ atMs }) => atMs))).toBeLessThan(30 * 60_000);
});

test('a short run has every kind of fault, too', () => {
  const { faults } = planFrom(1, 60_000);

  for (const kind of faultKinds) expect(faults).toContainEqual(expect.objectContaining(kind));
});

test('DynamoDB Local is never killed', () => {
  const { faults } = planFrom(3, 60 * 60_000);

  expect(faults.filter(({ component }) => component === 'dynamodb').map(({ kind }) => kind)).not.toContain('SIGKILL');
});

test('what a request refers to was sent before it', () => {
  const { requests } = planFrom(2, 10 * 60_000);

  for (const [index, request] of requests.entries()) {
    if ('of' in request) expect(request.of).toBeLessThan(index);
  }
  expect(new Set(requests.map(({ kind }) => kind)).size).toBe(7);
});
