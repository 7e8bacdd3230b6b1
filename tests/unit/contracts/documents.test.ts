import { readFileSync } from 'node:fs';
import path from 'node:path';
import specs from '@asyncapi/specs';
import { expect, test } from '@jest/globals';
import { compileErrors, validate } from '@readme/openapi-parser';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { asyncapi } from '../../../contracts/asyncapi.ts';
import { documents } from '../../../contracts/documents.ts';
import { openapi } from '../../../contracts/openapi.ts';
import { ROUTES } from '../../../functions/fallback.ts';

test.each(documents().map(({ file, text }) => [path.relative('', file), text]))('%s is up to date', (file, text) => {
  if (readFileSync(file, 'utf8') !== text) throw new Error(`${file} is stale: npm run contracts renews it`);
});

test('openapi.json keeps to OpenAPI 3.1', async () => {
  const result = await validate(structuredClone(openapi()) as never);

  expect(result.valid ? '' : compileErrors(result)).toBe('');
});

test('asyncapi.json keeps to AsyncAPI 3.0', () => {
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });

  ajv.validate(specs.schemasWithoutId['3.0.0'] as object, asyncapi());

  expect(ajv.errors).toBeNull();
});

test('each reference in asyncapi.json leads somewhere', () => {
  const document = asyncapi();

  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, pointer = '']) => pointer);

  expect(references.length).toBeGreaterThan(0);
  for (const pointer of references) expect(document).toHaveProperty(pointer.split('/'));
});

test('each route is in openapi.json', () => {
  const paths = Object.entries(openapi().paths ?? {}).map(([route, item]) => [
    route,
    Object.keys(item).join().toUpperCase(),
  ]);

  expect(Object.fromEntries(paths)).toEqual(ROUTES);
});

test('they are served on stage local only', () => {
  const service = parse(readFileSync('serverless.yml', 'utf8'), { logLevel: 'error' });

  expect(service.functions.documents).toBe(`\${self:custom.documents.\${sls:stage}, null}`);
  expect(Object.keys(service.custom.documents)).toEqual(['local']);
});
