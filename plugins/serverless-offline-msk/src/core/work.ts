import type { Condition } from '../destination.ts';
import type { Batch } from '../record.ts';
import type { PartitionState } from './partition.ts';
import type { Aftermath, LastInvocation, Piece } from './piece.ts';

/** A batch from its first invocation until all its records are done. */
export interface Work {
  readonly poller: number;
  readonly partitions: ReadonlyMap<number, PartitionState>;
  /** Sent one after the other, so that the order inside a partition is kept. */
  pieces: readonly WorkPiece[];
  running: boolean;
  dueAtMs: number;
}

/** With a condition it is not sent any more, but given up. */
export type WorkPiece = Piece & { readonly giveUp?: Condition };

/** What is to be done now. Each task wants one answer: `invoked` or `gaveUp`. */
export type Task = InvokeTask | GiveUpTask;

export interface InvokeTask {
  readonly kind: 'invoke';
  readonly work: Work;
  readonly records: Batch;
  /** 1 for the first invocation. */
  readonly attempt: number;
}

export interface GiveUpTask {
  readonly kind: 'give-up';
  readonly work: Work;
  readonly records: Batch;
  readonly condition: Condition;
  readonly invokeCount: number;
  readonly last: LastInvocation | undefined;
}

export function newWork(poller: number, states: readonly PartitionState[], piece: WorkPiece): Work {
  const partitions = new Map(states.map((state) => [state.partition, state]));
  return { poller, partitions, pieces: [piece], running: false, dueAtMs: 0 };
}

export const taskOf = (work: Work, { giveUp, records, invocations, last }: WorkPiece): Task =>
  giveUp
    ? { kind: 'give-up', work, records, condition: giveUp, invokeCount: invocations, last }
    : { kind: 'invoke', work, records, attempt: invocations + 1 };

/** What is left to do of a piece. */
export function piecesOf(aftermath: Aftermath): readonly WorkPiece[] {
  switch (aftermath.kind) {
    case 'done':
      return [];
    case 'retry':
      return [aftermath.piece];
    case 'split':
      return aftermath.halves;
    case 'give-up':
      return [{ ...aftermath.piece, giveUp: aftermath.condition }];
  }
}
