import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Operation, operations, settings } from './core/arbitraries.ts';
import { World } from './core/world.ts';

test('whatever happens, no record is lost, overtaken or committed before it is done', () => {
  fc.assert(
    fc.property(settings, operations, (settings, operations: readonly Operation[]) => {
      const world = new World(settings);

      for (const operation of operations) world.apply(operation);
      world.finish();

      expect(world.violations).toEqual([]);
      expect(world.unaccounted()).toEqual([]);
    }),
    { numRuns: 1000 },
  );
});
