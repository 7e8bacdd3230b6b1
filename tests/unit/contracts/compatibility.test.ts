import { globSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import * as z from 'zod';
import { breakingChanges } from '../../../contracts/compatibility.ts';
import { contracts } from '../../../contracts/contracts.ts';
import { toPlainContract } from '../../../contracts/plain-contract.ts';
import { readReleased } from '../../../contracts/released.ts';
import type { EventContract } from '../../../events/event-contract.ts';

const Event = z.object({
  id: z.uuid(),
  note: z.string().max(10),
  size: z.number().min(1).max(9),
  colour: z.enum(['red', 'blue']),
  tags: z.array(z.string()),
  hint: z.string().optional(),
});
const { note, hint } = Event.shape;

type Event = z.infer<typeof Event>;

const contract = (schema: z.ZodType, changed: Partial<EventContract<Event>> = {}) => {
  const aggregateId = (event: Event) => event.id;
  return toPlainContract({ type: 'thing_made', source: '/things', schema: schema as never, aggregateId, ...changed });
};

const released = contract(Event);
const changesTo = (schema: z.ZodType, changed: Partial<EventContract<Event>> = {}) =>
  breakingChanges(released, contract(schema, changed));

const OLD_CONSUMER = 'a released consumer would park what is written now';
const OLD_EVENTS = "today's consumer would park what was written before";

test.each(contracts.map((today) => [today.type, today] as const))('%s may follow its released form', (type, today) => {
  expect(breakingChanges(readReleased(type), today)).toEqual([]);
});

test('a released event is still announced', () => {
  const released = globSync('*.json', { cwd: 'contracts/released' }).sort();

  expect(released).toEqual(contracts.map(({ type }) => `${type}.json`).sort());
});

test('an event that was never released says how it is', () => {
  expect(() => readReleased('never_released')).toThrow('npm run contracts -- --release');
});

test.each([
  ['nothing', Event],
  ['a new optional field', Event.extend({ more: z.string().optional() })],
  ['a new field with a default', Event.extend({ more: z.string().default('none') })],
  ['an optional field less', Event.omit({ hint: true })],
  ['a description', Event.extend({ note: note.describe('What it is about') })],
])('%s changes no more than it may', (_, schema) => {
  expect(changesTo(schema)).toEqual([]);
});

test.each([
  ['a required field is gone', Event.omit({ note: true }), OLD_CONSUMER, '/note is required'],
  ['a required field is optional', Event.extend({ note: note.optional() }), OLD_CONSUMER, '/note is required'],
  ['a field is required, and new', Event.extend({ more: z.string() }), OLD_EVENTS, '/more is required'],
  ['an optional field is required', Event.extend({ hint: hint.unwrap() }), OLD_EVENTS, '/hint is required'],
  [
    'a type is another',
    Event.extend({ note: z.number() }),
    OLD_CONSUMER,
    '/note is written as number and read as string',
  ],
  ['a type is wider', Event.extend({ tags: z.array(z.any()) }), OLD_CONSUMER, '/tags/* is written as anything'],
  ['a type is narrower', Event.extend({ size: z.int().min(1).max(9) }), OLD_EVENTS, '/size is written as number'],
  ['null is allowed', Event.extend({ note: note.nullable() }), OLD_CONSUMER, '/note is written as null'],
  ['a format is gone', Event.extend({ id: z.string() }), OLD_CONSUMER, 'the format of /id is free'],
  ['a format is another', Event.extend({ id: z.email() }), OLD_EVENTS, 'the format of /id is uuid'],
  ['a pattern is new', Event.extend({ note: note.regex(/^a/) }), OLD_EVENTS, 'the pattern of /note is free'],
  ['a text may be longer', Event.extend({ note: z.string().max(11) }), OLD_CONSUMER, 'the maxLength of /note is 11'],
  ['a text may be less long', Event.extend({ note: z.string().max(9) }), OLD_EVENTS, 'the maxLength of /note is 10'],
  ['a text has a least length', Event.extend({ note: note.min(1) }), OLD_EVENTS, 'the minLength of /note is free'],
  ['a number may be greater', Event.extend({ size: z.number().min(1).max(10) }), OLD_CONSUMER, 'the maximum of /size'],
  ['a number may be less', Event.extend({ size: z.number().min(0).max(9) }), OLD_CONSUMER, 'the minimum of /size'],
  ['a value is new', Event.extend({ colour: z.enum(['red', 'blue', 'green']) }), OLD_CONSUMER, 'written as green'],
  ['a value is gone', Event.extend({ colour: z.enum(['red']) }), OLD_EVENTS, 'written as blue'],
  ['any text is a value', Event.extend({ colour: z.string() }), OLD_CONSUMER, '/colour is written as anything'],
  ['unknown fields are refused', z.strictObject(Event.shape), OLD_EVENTS, 'read without fields that are not known'],
])('%s: refused', (_, schema, whom, why) => {
  expect(changesTo(schema)).toContainEqual(expect.stringMatching(new RegExp(`${whom}.*${escaped(why)}`)));
});

test.each([
  [{ type: 'thing_created' }, 'its type was thing_made and is thing_created: consumers of the released topic'],
  [{ source: '/stuff' }, 'its source was /things and is /stuff'],
  [{ aggregateId: (event: Event) => event.note }, 'its key was id and is note'],
])('%j: refused', (changed, why) => {
  expect(changesTo(Event, changed)).toEqual([
    expect.stringContaining(`thing_made breaks its released contract: ${why}`),
  ]);
});

test('a refusal says what to do', () => {
  expect(changesTo(Event.omit({ note: true }))[0]).toContain('Undo it, or announce a new event');
});

test.each([
  ['multipleOf at /size', Event.extend({ size: z.number().multipleOf(2) })],
  ['additionalProperties at the event', Event.catchall(z.string())],
])('%s is not compared yet: no silent pass', (keyword, schema) => {
  expect(() => changesTo(schema)).toThrow(`${keyword} is not compared yet`);
});

const escaped = (text: string) => text.replaceAll(/[*+?.|()[\]{}^$\\]/g, '\\$&');
