import { expect, test } from '@jest/globals';
import { NewUser, newUser, toUserCreated } from '../../../functions/users/user.ts';

const ada = { email: 'Ada@Example.com', name: 'Ada' };

test('an e-mail is kept as typed and a name is trimmed', () => {
  expect(NewUser.parse({ ...ada, name: '  Ada Lovelace ' })).toEqual({
    email: 'Ada@Example.com',
    name: 'Ada Lovelace',
  });
});

test.each(['A', 'x'.repeat(100), '🙂'.repeat(100), 'Ada\nLovelace'])('takes the name %p', (name) => {
  expect(NewUser.parse({ ...ada, name }).name).toBe(name);
});

test.each(['', '   ', 'x'.repeat(101), '🙂'.repeat(101), 'lone \ud800 surrogate', 1, null])(
  'refuses the name %p',
  (name) => {
    expect(NewUser.safeParse({ ...ada, name }).success).toBe(false);
  },
);

test.each(['ada', 'ada@', '@example.com', 'a b@example.com', `${'a'.repeat(250)}@b.co`, 1, null])(
  'refuses the e-mail %p',
  (email) => {
    expect(NewUser.safeParse({ ...ada, email }).success).toBe(false);
  },
);

test('a new user has a UUIDv7 and the time', () => {
  const now = new Date('2026-01-02T03:04:05.678Z');

  const user = newUser(ada, undefined, now);

  expect(user).toEqual({
    id: expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-7/),
    ...ada,
    created_at: now.toISOString(),
  });
});

test('user_created tells the id and the e-mail and nothing else', () => {
  const user = newUser(ada, '0190e4a4-6f5c-7c3e-9b1a-2f0d8c5e7a11');

  expect(toUserCreated(user)).toEqual({ user_id: user.id, email: 'Ada@Example.com' });
});
