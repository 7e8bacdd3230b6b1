import * as z from 'zod';

/** How far a replay is, and what it did on the way. */
export const Position = z.object({
  /** The replay that is there, whichever of its invocations: only the last one that began may keep its position. */
  run: z.uuid(),
  /** The last item that is done, null before the first one. */
  after: z.object({ pk: z.string(), sk: z.string() }).nullable(),
  /** Items of any kind that were read. */
  scanned: z.number(),
  announced: z.number(),
  /** Keys of items that publish can make no event of: the first 100. */
  refused: z.array(z.string()),
});
export type Position = z.infer<typeof Position>;

/** What `npm run replay` sends, and with `ids` the repair of `npm run reconcile`. */
export const ReplayRequest = z.strictObject({
  /** Only these own items, whatever else is asked for. */
  ids: z.array(z.string()).max(100).optional(),
  /** Only what was created at that time or later. */
  since: z.iso
    .datetime({ offset: true })
    .transform((time) => new Date(time).toISOString())
    .optional(),
  /** Counts what would be announced. */
  dry_run: z.boolean().default(false),
  /** Events in a second, at most. */
  rate: z.int().min(1).max(10_000).default(200),
  /** Begins anew, whatever an earlier replay did. */
  restart: z.boolean().default(false),
  /** Of the result before: goes on there. */
  position: Position.optional(),
  /** Answers after that time; without it, when the invocation's time is nearly up. */
  within_ms: z.number().positive().default(Number.POSITIVE_INFINITY),
});
export type ReplayRequest = z.infer<typeof ReplayRequest>;

export interface ReplayResult {
  readonly position: Position;
  /** Whether there is nothing left; else the same request with this position goes on. */
  readonly done: boolean;
  /** Whether another replay of the event began meanwhile: then this one has stopped. */
  readonly taken_over: boolean;
  /** Where an earlier replay was stopped and this one went on. */
  readonly resumed_at: Position | null;
  /** Items of any kind in the table: on AWS as of the last six hours (DescribeTable, ItemCount). */
  readonly table_items: number;
}
