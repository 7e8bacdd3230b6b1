import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { created, type HttpEvent } from '../../../functions/shared/http.ts';
import { idempotencyItem, readKey } from '../../../functions/shared/idempotency-key.ts';

const NOW = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
const answer = created('/things/1', { id: '1' });

interface Given {
  key?: string;
  authorizer?: unknown;
  body?: unknown;
}

function item({ key = 'a-key', authorizer, body = { size: 1 } }: Given = {}) {
  const event = { routeKey: 'POST /things', headers: { 'idempotency-key': key }, requestContext: { authorizer } };
  return idempotencyItem(event as unknown as HttpEvent, body, answer, NOW);
}

const iam = (userArn: string) => ({ iam: { userArn } });
const jwt = (iss: string, sub: string) => ({ jwt: { claims: { iss, sub }, scopes: null } });
const role = (session: string) => iam(`arn:aws:sts::000000000000:assumed-role/shop/${session}`);

test.each([
  ['bare', '8e03978e-40d5-43dd-bc93-6894a57f9324', '8e03978e-40d5-43dd-bc93-6894a57f9324'],
  ['quoted', '"8e03978e-40d5-43dd-bc93-6894a57f9324"', '8e03978e-40d5-43dd-bc93-6894a57f9324'],
  ['quoted, with escapes', String.raw`"a\"b\\c"`, String.raw`a"b\c`],
  ['bare, where nothing is an escape', String.raw`a\"b"`, String.raw`a\"b"`],
  ['of 255 characters', 'k'.repeat(255), 'k'.repeat(255)],
  ['of 255 characters in quotes, each escaped', `"${String.raw`\"`.repeat(255)}"`, '"'.repeat(255)],
])('a key %s is read', (_, header, key) => {
  expect(readKey(header)).toBe(key);
});

test.each([
  '',
  '""',
  '"',
  '"abc',
  'a b',
  '"a b"',
  '"a", "b"',
  '"a";p=1',
  'k'.repeat(256),
  `"${'k'.repeat(256)}"`,
  String.raw`"a\b"`,
  String.raw`"a\"`,
  'clé',
  '\ud800',
  'a\n',
  'a\u0000',
  'a\u007f',
])('the header %j holds no key: a 400 that says what a key is', (header) => {
  expect(() => readKey(header)).toThrow(
    expect.objectContaining({ status: 400, message: expect.stringContaining('1 to 255 visible ASCII characters') }),
  );
});

const visible = fc.string({
  unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
  minLength: 1,
  maxLength: 255,
});

test('every key comes out as it went in, quoted; and bare, unless it begins with a quote', () => {
  fc.assert(
    fc.property(visible, (key) => {
      expect(readKey(`"${key.replaceAll(/["\\]/g, '\\$&')}"`)).toBe(key);
      if (!key.startsWith('"')) expect(readKey(key)).toBe(key);
    }),
  );
});

test('whatever the header holds, it is a key of visible ASCII characters or a 400', () => {
  const header = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string().map((text) => `"${text}"`),
  );

  fc.assert(
    fc.property(header, (text) => {
      try {
        expect(readKey(text)).toMatch(/^[\x21-\x7e]{1,255}$/);
      } catch (error) {
        expect(error).toMatchObject({ status: 400 });
      }
    }),
  );
});

test('without the header nothing is kept', () => {
  const event = { routeKey: 'POST /things', headers: {}, requestContext: {} };

  expect(idempotencyItem(event as unknown as HttpEvent, {}, answer)).toBeUndefined();
});

test('the answer is kept for 24 hours, under a key that names neither the caller nor what it sent', () => {
  expect(item({ authorizer: iam('arn:aws:iam::000000000000:user/ada') })).toEqual({
    pk: expect.stringMatching(/^IDEMPOTENCY#[\da-f]{64}$/),
    sk: 'IDEMPOTENCY',
    fingerprint: expect.stringMatching(/^[\da-f]{64}$/),
    location: '/things/1',
    body: '{"id":"1"}',
    expires_at: Date.UTC(2026, 0, 3, 3, 4, 5) / 1_000,
  });
});

test('a key of one caller is not the same key of another', () => {
  const callers = [
    undefined,
    iam('arn:aws:iam::000000000000:user/ada'),
    iam('arn:aws:iam::000000000000:user/bob'),
    iam('arn:aws:sts::000000000000:assumed-role/shop/1'),
    iam('arn:aws:sts::000000000000:assumed-role/till/1'),
    jwt('https://one.example', 'ada'),
    jwt('https://two.example', 'ada'),
    jwt('https://two.example', 'bob'),
  ];

  expect(new Set(callers.map((authorizer) => item({ authorizer })?.pk)).size).toBe(callers.length);
});

test('a caller that comes back in another session of its role is the same caller', () => {
  expect(item({ authorizer: role('task-1') })?.pk).toBe(item({ authorizer: role('task-2') })?.pk);
});

test('no caller and key are taken for another caller and key', () => {
  const pair = fc.record({ caller: fc.string(), key: visible.filter((key) => !key.startsWith('"')) });
  const pk = ({ caller, key }: { caller: string; key: string }) => item({ key, authorizer: iam(caller) })?.pk;

  fc.assert(
    fc.property(pair, pair, (one, other) => {
      const same = one.caller === other.caller && one.key === other.key;

      expect(pk(one) === pk(other)).toBe(same);
    }),
  );
  expect(pk({ caller: 'ada', key: 'x-1' })).not.toBe(pk({ caller: 'ada-x', key: '1' }));
});

test('another body is another request under the same key', () => {
  const [one, other] = [item({ body: { size: 1 } }), item({ body: { size: 2 } })];

  expect(one?.pk).toBe(other?.pk);
  expect(one?.fingerprint).not.toBe(other?.fingerprint);
});
