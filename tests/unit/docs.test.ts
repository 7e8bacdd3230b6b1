import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

test('each test that docs/security.md names is there', () => {
  const proofs = [...readFileSync('docs/security.md', 'utf8').matchAll(/`((?:tests|plugins)\/[^`]+)`|“([^”]+)”/g)];

  let file = '';
  const missing = proofs.filter(([, path, title]) => {
    if (path) file = readFileSync(`${path}.test.ts`, 'utf8').replaceAll("\\'", "'");
    return title && !file.includes(title);
  });
  expect(proofs.length).toBeGreaterThan(30);
  expect(missing.map(([title]) => title)).toEqual([]);
});
