import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { execa } from 'execa';

let home: string;

beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'home-'));
});

afterEach(() => rmSync(home, { recursive: true }));

/** Runs the command as somebody who has no AWS profile, and no instance role either. */
async function deployCluster(...args: string[]) {
  const env = { PATH: process.env.PATH, HOME: home, AWS_EC2_METADATA_DISABLED: 'true' };
  const { all, exitCode } = await execa('node', ['infrastructure/deploy-cluster.ts', ...args], {
    ...{ env, extendEnv: false, all: true, reject: false },
  });
  return { all, exitCode };
}

test('without a region it says how to give one', async () => {
  expect(await deployCluster()).toEqual({
    all: '\nNo AWS region: give one with --region, or set AWS_REGION.',
    exitCode: 1,
  });
});

test('without credentials it says how to give some', async () => {
  const { all, exitCode } = await deployCluster('--region', 'eu-central-1');

  expect(all).toContain('\nNo AWS credentials: set AWS_PROFILE');
  expect(exitCode).toBe(1);
});

test('--help shows the options and asks AWS nothing', async () => {
  expect(await deployCluster('--help')).toEqual({
    all: expect.stringMatching(/^npm run deploy:cluster -- \[options\]\n/),
    exitCode: 0,
  });
});
