import { globSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { execa } from 'execa';

// The custom resource answers CloudFormation, which only a deployment has: tests/aws/ has one.
const samples = globSync('events/samples/*.json')
  .map((file) => path.basename(file, '.json'))
  .filter((key) => key !== 'topicsCustomResource');
const serverless = execa({
  ...{ all: true, reject: false, preferLocal: true },
  env: { ESBUILD_DIR: '.esbuild/invoke-local' },
  // It waits for an empty event loop: a connection that stays open would hold it for ever. It is done in 5 s on an idle machine.
  timeout: 40_000,
});

test.each(samples)('invoke local runs %s with its sample and ends by itself', async (key) => {
  const { all, exitCode } = await serverless`serverless invoke local -f ${key} -p events/samples/${key}.json`;

  expect({ exitCode, all }).toEqual({ exitCode: 0, all: expect.not.stringMatching(/errorMessage|"statusCode": 5/) });
});
