import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { get } from '../support/api.ts';

test.each(['openapi.json', 'asyncapi.json'])('GET /%s answers the document', async (name) => {
  const { status, json } = await get(`/${name}`);

  expect(status).toBe(200);
  expect(json).toEqual(JSON.parse(readFileSync(`contracts/${name}`, 'utf8')));
});
