import { expect, test } from '@jest/globals';
import { execa } from 'execa';

const smoke = (...args: string[]) => execa({ all: true, reject: false })`node infrastructure/smoke.ts ${args}`;

test('the smoke test goes through the flow, and says which user and order it leaves', async () => {
  const { exitCode, all } = await smoke();

  expect({ exitCode, all }).toEqual({
    exitCode: 0,
    all: expect.stringMatching(/All is well.*user [\w-]+, order [\w-]+/),
  });
  expect(all).toMatch(/✓ POST \/users .*✓ user_created → .*✓ order_created → /s);
}, 60_000);

test.each([
  [['--url', 'http://127.0.0.1:1', '--token', 'x', '--stage', 'dev'], 'POST /users'],
  [['--within', 'soon'], '--within is "soon": it must be a number of seconds'],
  [['--stge', 'prod'], "Unknown option '--stge'"],
])(
  'with %j it fails, and says where',
  async (args, message) => {
    const { exitCode, all } = await smoke(...args);

    expect({ exitCode, all }).toEqual({ exitCode: 1, all: expect.stringContaining(message) });
  },
  60_000,
);
