import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import JSZip from 'jszip';

const dir = mkdtempSync(path.join(tmpdir(), 'package-'));

beforeAll(async () => {
  await execa({ preferLocal: true, env: { ESBUILD_DIR: '.esbuild/package' } })`serverless package --package ${dir}`;
}, 120_000);
afterAll(() => rmSync(dir, { recursive: true }));

const files = async (artifact: string) => Object.values((await JSZip.loadAsync(readFileSync(artifact))).files);

/** It names the files that the bundle was made of. */
async function sourceMap(key: string): Promise<{ sources: string[] }> {
  const map = (await files(path.join(dir, `${key}.zip`))).find(({ name }) => name.endsWith('.map'));
  return JSON.parse((await map?.async('string')) ?? '');
}

test('each artifact holds one bundle and its map: no TypeScript source, no node_modules', async () => {
  const artifacts = globSync('*.zip', { cwd: dir });

  expect(artifacts).toHaveLength(17);
  for (const artifact of artifacts) {
    const names = (await files(path.join(dir, artifact))).map(({ name }) => name).sort();
    expect(names).toEqual([expect.stringMatching(/\.cjs$/), `${names[0]}.map`]);
    expect(await sourceMap(path.basename(artifact, '.zip'))).not.toHaveProperty('sourcesContent');
  }
});

test.each([
  ['usersCreate', 'kafkajs'],
  ['ordersOnUserCreated', 'kafkajs'],
  ['usersPublish', '@aws-sdk/client-dynamodb'],
  ...['usersCreate', 'usersGet', 'usersListOrders', 'usersOnOrderCreated'].map((key) => [key, 'functions/orders']),
  ...['usersReplay', 'usersParked'].map((key) => [key, 'functions/orders']),
  ...['ordersCreate', 'ordersGet', 'ordersOnUserCreated'].map((key) => [key, 'functions/users']),
  ...['ordersPublish', 'ordersReplay', 'ordersParked'].map((key) => [key, 'functions/users']),
  ...['usersReplay', 'ordersParked'].map((key) => [key, 'kafkajs']),
  ['ordersOnUserCreated', 'functions/shared/idempotent-write'],
  ['fallback', '@aws-sdk'],
  ['usersCreate', 'zod/v4/locales/fr'],
])('the bundle of %s has nothing of %s', async (key = '', unused = '') => {
  expect((await sourceMap(key)).sources.filter((source) => source.includes(unused))).toEqual([]);
});
