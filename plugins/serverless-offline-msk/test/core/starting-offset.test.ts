import { expect, test } from '@jest/globals';
import { type PartitionOffsets, startingOffset } from '../../src/core/starting-offset.ts';
import type { StartingPosition } from '../../src/mapping.ts';

const trimHorizon: StartingPosition = { kind: 'TRIM_HORIZON' };
const latest: StartingPosition = { kind: 'LATEST' };
const atTimestamp: StartingPosition = { kind: 'AT_TIMESTAMP', timestampMs: 0 };
const offsets = (given: Partial<PartitionOffsets>): PartitionOffsets => ({
  committed: null,
  low: 10,
  high: 20,
  atTimestamp: undefined,
  ...given,
});

test.each([
  ['a new group with TRIM_HORIZON begins at the oldest record', offsets({}), trimHorizon, false, 10, false],
  ['a new group with LATEST begins behind the newest, and commits that', offsets({}), latest, false, 20, true],
  [
    'a new group with AT_TIMESTAMP begins there, and commits that',
    offsets({ atTimestamp: 15 }),
    atTimestamp,
    false,
    15,
    true,
  ],
  ['a partition that a group finds later begins at the oldest record', offsets({}), latest, true, 10, false],
  ['a committed offset comes before the starting position', offsets({ committed: 12 }), latest, true, 12, false],
  [
    'an offset that retention has passed is left for the oldest record',
    offsets({ committed: 9 }),
    trimHorizon,
    true,
    10,
    true,
  ],
  ['an offset past the end is left for the newest with LATEST', offsets({ committed: 21 }), latest, true, 20, true],
  ['an offset at the end is in range', offsets({ committed: 20 }), trimHorizon, true, 20, false],
])('%s', (_, given, startingPosition, groupHasOffsets, position, commit) => {
  expect(startingOffset(given, startingPosition, groupHasOffsets)).toMatchObject({ position, commit });
});
