import { globSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { execa } from 'execa';

const samples = globSync('events/samples/*.json').map((file) => path.basename(file, '.json'));

test.each(samples)(
  'invoke local runs %s with its sample and ends by itself',
  async (key) => {
    const { stdout, stderr, exitCode } = await execa({
      reject: false,
      preferLocal: true,
      timeout: 60_000,
    })`serverless invoke local -f ${key} -p events/samples/${key}.json`;

    expect({ exitCode, output: stdout + stderr }).toEqual({
      exitCode: 0,
      output: expect.not.stringMatching(/errorMessage|"statusCode": 5/),
    });
  },
  60_000,
);
