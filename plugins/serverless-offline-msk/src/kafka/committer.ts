import { setTimeout as delay } from 'node:timers/promises';
import type { Dispatcher, PartitionOffset } from '../core/dispatcher.ts';
import { publish } from '../facts.ts';
import type { EventSourceMapping } from '../mapping.ts';
import type { GroupMember } from './group-member.ts';

const RETRY_MS = 1000;

/** Commits what is done: one commit at a time, what becomes done meanwhile is in the next. */
export class Committer {
  readonly #mapping: EventSourceMapping;
  readonly #dispatcher: Dispatcher;
  /** Undefined while nothing can be committed. */
  readonly #member: () => GroupMember | undefined;
  readonly #isReady: (offset: PartitionOffset) => boolean;
  readonly #signal: AbortSignal;
  #running: Promise<void> | undefined;

  constructor(
    { mapping, dispatcher }: { readonly mapping: EventSourceMapping; readonly dispatcher: Dispatcher },
    member: () => GroupMember | undefined,
    isReady: (offset: PartitionOffset) => boolean,
    signal: AbortSignal,
  ) {
    this.#mapping = mapping;
    this.#dispatcher = dispatcher;
    this.#member = member;
    this.#isReady = isReady;
    this.#signal = signal;
  }

  /** Resolves when nothing is left to commit, or it cannot be now: each join of the group commits what is left. */
  commit(): Promise<void> {
    this.#running ??= this.#commitDue();
    return this.#running;
  }

  async #commitDue(): Promise<void> {
    // Begins once `#running` is set, and clears it in the tick in which nothing is left: nothing falls in between.
    await Promise.resolve();
    for (;;) {
      const member = this.#member();
      const due = this.#dispatcher.commits().filter(this.#isReady);
      if (due.length === 0 || !member || member.isJoining || this.#signal.aborted) {
        this.#running = undefined;
        return;
      }
      try {
        await member.commit(due);
        this.#note(due);
      } catch (error) {
        publish('commit-failed', this.#mapping, { message: (error as Error).message });
        await delay(RETRY_MS, undefined, { signal: this.#signal }).catch(() => {});
      }
    }
  }

  #note(offsets: readonly PartitionOffset[]): void {
    for (const { partition, offset, records } of offsets) {
      this.#dispatcher.committed(partition, offset);
      publish('committed', this.#mapping, { partition, offset: String(offset), records });
    }
  }
}
