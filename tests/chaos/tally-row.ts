import type { Evidence, Item } from './evidence.ts';
import type { Sent } from './post.ts';

/** How a promise was kept: of what was checked, the names of those that broke it. */
export interface Row {
  readonly promise: string;
  readonly checked: number;
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  /** There is what nobody asked for, or it is another thing than was promised. */
  readonly wrong: readonly string[];
  readonly stuck: readonly string[];
}

export interface Done {
  readonly sent: readonly Sent[];
  readonly poison: readonly { readonly id: number; readonly confirmed: boolean }[];
}

/** One service's side: what its table owns, what it announced, and what the other service keeps of it. */
export interface Side {
  readonly path: string;
  readonly noun: string;
  readonly own: readonly Item[];
  readonly events: Evidence['userCreated'];
  readonly foreign: readonly Item[];
  /** The foreign record's id of the resource. */
  readonly foreignId: 'user_id' | 'order_id';
}

export const row = (promise: string, checked: number, broken: Partial<Omit<Row, 'promise' | 'checked'>>): Row => ({
  ...{ promise, checked, lost: [], doubled: [], wrong: [], stuck: [] },
  ...broken,
});

/** How often each name occurs. */
export function countsOf(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
