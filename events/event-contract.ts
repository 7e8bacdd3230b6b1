import type * as z from 'zod';

/** What a publisher promises and a consumer relies on: all that two services share about an event. */
export interface EventContract<Event> {
  /** The event's name and its topic. */
  readonly type: string;
  /** CloudEvents `source`: with the id it is unique among all events. */
  readonly source: string;
  /** The JSON value of the record. Unknown fields are ignored, so that a publisher may add some. */
  readonly schema: z.ZodType<Event>;
  /** The id of the aggregate: the record's key, so that its events stay in order in one partition. */
  aggregateId(event: Event): string;
}
