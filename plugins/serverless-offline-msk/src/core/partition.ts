import type { KafkaRecord } from '../record.ts';

/** What a group member knows of one partition that is assigned to it. */
export interface PartitionState {
  readonly partition: number;
  /** The next offset to read from the broker. */
  position: number;
  /** The group's offset on the broker; where it has none, what it amounts to. -1 wants a commit in any case. */
  committed: number;
  /** Everything below it is done; committed when it is passed. */
  commitTo: number;
  /** Read, let through by the filter, and in no batch yet: ascending offsets. */
  readonly pending: PendingRecord[];
  pendingBytes: number;
  /** Offsets that are in a batch and neither succeeded nor given up: ascending. */
  readonly unfinished: Set<number>;
  /** The batching window opens no earlier. */
  windowFromMs: number;
  /** Higher for a partition that was served later: the one that waits longest is next. */
  lastTurn: number;
  /** Revoked, or reset to another position: what comes back of it is ignored. */
  stale: boolean;
}

export interface PendingRecord {
  readonly record: KafkaRecord;
  /** Its length in the event, see `EventSize`. */
  readonly bytes: number;
  readonly bufferedAtMs: number;
}

export const newPartition = (partition: number, position: number, committed: number): PartitionState => ({
  partition,
  position,
  committed,
  commitTo: position,
  pending: [],
  pendingBytes: 0,
  unfinished: new Set(),
  windowFromMs: 0,
  lastTurn: 0,
  stale: false,
});

/** The lowest offset that is not done. Filtered records and control records before it are. */
export function watermark({ unfinished, pending, position }: PartitionState): number {
  const [lowest] = unfinished;
  return lowest ?? pending[0]?.record.offset ?? position;
}

export const isIdle = ({ unfinished, pending }: PartitionState): boolean => !unfinished.size && !pending.length;

/** Moves the first `count` pending records into a batch. */
export function takePending(state: PartitionState, count: number): KafkaRecord[] {
  return state.pending.splice(0, count).map(({ record, bytes }) => {
    state.pendingBytes -= bytes;
    state.unfinished.add(record.offset);
    return record;
  });
}
