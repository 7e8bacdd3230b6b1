import { expect, test } from '@jest/globals';
import { execa } from 'execa';

test.each(['deploy', 'remove'])(
  '%s of stage local is refused without an endpoint',
  async (command) => {
    const env = { AWS_ENDPOINT_URL: undefined };

    const { exitCode, all } = await execa({ all: true, reject: false, preferLocal: true, env })`serverless ${command}`;

    expect({ exitCode, all }).toEqual({
      exitCode: 1,
      all: expect.stringContaining('Stage "local" is not for AWS'),
    });
  },
  60_000,
);
