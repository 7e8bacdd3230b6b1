import { expect, test } from '@jest/globals';
import { isFlat, type MemorySample, slopePerMinute } from '../../chaos/memory.ts';

/** A sample every 10 seconds for 20 minutes. */
const samples = (rssMb: (minutes: number) => number): MemorySample[] =>
  Array.from({ length: 120 }, (_, index) => index / 6).map((minutes) => ({
    ...{ minutes, rssMb: rssMb(minutes), mainHeapMb: 50, workers: 6, workersHeapMb: 80 },
  }));

test('memory that grows at first and then stays is flat', () => {
  const warmUp = samples((minutes) => Math.min(300 + minutes * 20, 400));

  expect(slopePerMinute(warmUp, 'rssMb')).toBeCloseTo(0);
  expect(isFlat(warmUp)).toBe(true);
});

test('memory that goes up and down around the same is flat', () => {
  expect(isFlat(samples((minutes) => 400 + 30 * Math.sin(minutes * 9)))).toBe(true);
});

test('memory that grows to the end is not flat', () => {
  const leak = samples((minutes) => 300 + minutes * 2);

  expect(slopePerMinute(leak, 'rssMb')).toBeCloseTo(2);
  expect(isFlat(leak)).toBe(false);
});
