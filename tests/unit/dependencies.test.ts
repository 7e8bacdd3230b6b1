import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

interface Package {
  readonly license?: string;
  readonly integrity?: string;
  readonly dev?: boolean;
  readonly link?: boolean;
}

const lock: { packages: Record<string, Package> } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const installed = Object.entries(lock.packages).filter(([path, { link }]) => path.startsWith('node_modules/') && !link);

/** What code under the MIT licence may be shipped with (SPDX identifiers): all of them permissive. */
const COMPATIBLE = [
  ...['MIT', 'MIT-0', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'Zlib', 'Python-2.0', 'PSF-2.0'],
  ...['CC0-1.0', 'BlueOak-1.0.0', 'Unlicense'],
];

/** Of an SPDX expression one choice is enough, and all that belong together. */
const isCompatible = (expression: string) =>
  expression
    .replaceAll(/[()]/g, '')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((id) => COMPATIBLE.includes(id)));

test('what the functions and the plugin are shipped with has a licence that fits MIT', () => {
  const others = installed.filter(([, { dev, license = 'none' }]) => !dev && !isCompatible(license));

  expect(others.map(([path, { license }]) => `${path}: ${license}`)).toEqual([]);
});

test.each([
  ['GPL-3.0-only', false],
  ['none', false],
  ['(MIT OR GPL-3.0-or-later)', true],
  ['(MIT AND Zlib)', true],
  ['(MIT AND GPL-3.0-only)', false],
])('%s fits: %s', (license, fits) => {
  expect(isCompatible(license)).toBe(fits);
});

test('every package is pinned by the hash of its content', () => {
  expect(installed.length).toBeGreaterThan(100);
  expect(installed.filter(([, { integrity }]) => !integrity?.startsWith('sha512-'))).toEqual([]);
});
