import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Definition, readTemplateMappings, type Template } from '../src/definition.ts';

const service = join(import.meta.dirname, 'definition/every-key');

let folder: string;
let packaged: Template;
let own: Definition & { template: Template };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'definition-'));
  const definition = join(folder, 'definition.json');
  const osls = createRequire(import.meta.url).resolve('serverless/bin/serverless.js');
  await promisify(execFile)(process.execPath, [osls, 'package', '--package', join(folder, 'package')], {
    cwd: service,
    env: { ...process.env, DEFINITION: definition, NODE_OPTIONS: '' },
  });
  packaged = JSON.parse(await readFile(join(folder, 'package/cloudformation-template-update-stack.json'), 'utf8'));
  own = JSON.parse(await readFile(definition, 'utf8'));
}, 60_000);

afterAll(() => rm(folder, { recursive: true }));

test('every mapping has the logical id and the properties that osls gives it', () => {
  expect(mappingsIn(own.template)).toEqual(mappingsIn(packaged));
  expect(Object.keys(mappingsIn(packaged))).toHaveLength(7);
});

test('the packaged template holds the same mappings as the service', () => {
  const fromTemplate = readTemplateMappings(packaged, { stackName: 'every-key-dev', region: 'eu-west-1' });

  const byName = own.mappings.map((mapping) => {
    const name = String(mapping.function.arn.split(':')[6]);
    return { ...mapping, function: { ...mapping.function, key: name } };
  });
  expect(fromTemplate.mappings).toHaveLength(6);
  expect(JSON.parse(JSON.stringify(sorted(fromTemplate.mappings)))).toEqual(sorted(byName));
});

const sorted = (mappings: Definition['mappings']) => mappings.toSorted((a, b) => (a.logicalId < b.logicalId ? -1 : 1));

/** As JSON, so that absent and undefined are one; null is what osls leaves out of the packaged template. */
function mappingsIn({ Resources = {} }: Template): Record<string, unknown> {
  const mappings = Object.entries(Resources).filter(([, { Type }]) => Type === 'AWS::Lambda::EventSourceMapping');
  const properties = mappings.map(([logicalId, { Properties }]) => [logicalId, Properties]);
  return JSON.parse(JSON.stringify(Object.fromEntries(properties), (_key, value) => value ?? undefined));
}
