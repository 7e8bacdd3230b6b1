import type { StartingPosition } from '../mapping.ts';

export interface PartitionOffsets {
  /** The group's offset, null where it has none. */
  readonly committed: number | null;
  readonly low: number;
  readonly high: number;
  /** The first offset at or after the time of AT_TIMESTAMP. */
  readonly atTimestamp: number | undefined;
}

export interface StartingOffset {
  readonly position: number;
  /** A position that would be another one after a restart is committed before anything is read. */
  readonly commit: boolean;
  readonly outOfRange: boolean;
}

/**
 * Where reading a partition begins. The starting position is for a group without offsets (guide page "Customizable
 * consumer group ID"); a partition that appears later is read from its beginning, so that nothing is missed.
 */
export function startingOffset(
  { committed, low, high, atTimestamp }: PartitionOffsets,
  startingPosition: StartingPosition,
  groupHasOffsets: boolean,
): StartingOffset {
  if (committed !== null) {
    if (committed >= low && committed <= high) return { position: committed, commit: false, outOfRange: false };
    return { position: startingPosition.kind === 'LATEST' ? high : low, commit: true, outOfRange: true };
  }
  if (groupHasOffsets || startingPosition.kind === 'TRIM_HORIZON') {
    return { position: low, commit: false, outOfRange: false };
  }
  return {
    position: startingPosition.kind === 'LATEST' ? high : (atTimestamp ?? high),
    commit: true,
    outOfRange: false,
  };
}
