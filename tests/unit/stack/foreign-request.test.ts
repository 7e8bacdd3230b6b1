import { expect, test } from '@jest/globals';
import { isForeign } from '../../../stack/foreign-request.ts';

test.each([
  [{ host: '127.0.0.1:3000' }],
  [{ host: 'localhost' }],
  [{ host: '[::1]:3000' }],
  [{ host: 'localhost:3000', origin: 'http://localhost:3000' }],
])('%j is of this machine', (headers) => {
  expect(isForeign({ headers })).toBe(false);
});

test.each([
  [{}],
  [{ host: 'evil.example:3000' }],
  [{ host: '127.0.0.1.evil.example' }],
  [{ host: 'evil.example', origin: 'http://evil.example' }],
  [{ host: '127.0.0.1:3000', origin: 'https://evil.example' }],
  [{ host: '127.0.0.1:3000', origin: 'http://127.0.0.1:8080' }],
  [{ host: '127.0.0.1:3000', origin: 'null' }],
])('%j is foreign', (headers) => {
  expect(isForeign({ headers })).toBe(true);
});

test('origins that CORS allows are not foreign, a name of another host stays so', () => {
  const origin = 'http://localhost:5173';

  expect(isForeign({ headers: { host: '127.0.0.1:3000', origin } }, [origin])).toBe(false);
  expect(isForeign({ headers: { host: '127.0.0.1:3000', origin } }, ['*'])).toBe(false);
  expect(isForeign({ headers: { host: 'evil.example', origin } }, [origin])).toBe(true);
});
