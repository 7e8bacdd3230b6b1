/** Of a process at one moment since its start; the heaps are those of its main thread and of its worker threads together. */
export interface MemorySample {
  readonly minutes: number;
  readonly rssMb: number;
  readonly mainHeapMb: number;
  readonly workers: number;
  readonly workersHeapMb: number;
}

export const memoryFields = ['rssMb', 'mainHeapMb', 'workersHeapMb'] as const;

/** What more a minute, over the second half of the samples, still counts as flat. */
export const FLAT_MB_PER_MINUTE = 1;

/** How a field grows over the second half of the samples: the slope of the line of least squares, in MB a minute. */
export function slopePerMinute(samples: readonly MemorySample[], field: (typeof memoryFields)[number]): number {
  const half = samples.slice(Math.floor(samples.length / 2));
  const meanMinutes = meanOf(half.map(({ minutes }) => minutes));
  const meanMb = meanOf(half.map((sample) => sample[field]));
  const covariance = meanOf(half.map((sample) => (sample.minutes - meanMinutes) * (sample[field] - meanMb)));
  return covariance / meanOf(half.map(({ minutes }) => (minutes - meanMinutes) ** 2));
}

/** One line for each minute, and the slopes. */
export function memoryTable(samples: readonly MemorySample[]): string {
  const shown = samples.filter(
    ({ minutes }, index) => index === 0 || Math.floor(minutes) > Math.floor(samples[index - 1]?.minutes ?? 0),
  );
  return [
    'minute  RSS MB  main heap MB  workers  their heaps MB',
    ...shown.map(({ minutes, rssMb, mainHeapMb, workers, workersHeapMb }) =>
      [
        minutes.toFixed(1).padStart(6),
        rssMb.toFixed(0).padStart(6),
        mainHeapMb.toFixed(1).padStart(12),
        String(workers).padStart(7),
        workersHeapMb.toFixed(1).padStart(14),
      ].join('  '),
    ),
    '',
    ...memoryFields.map(
      (field) => `${field}: ${slopePerMinute(samples, field).toFixed(2)} MB a minute over the second half`,
    ),
  ].join('\n');
}

export const isFlat = (samples: readonly MemorySample[]): boolean =>
  memoryFields.every((field) => slopePerMinute(samples, field) <= FLAT_MB_PER_MINUTE);

const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
