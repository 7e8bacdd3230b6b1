import { test } from '@jest/globals';
import { type Capability, lacks } from './capabilities.ts';

/** `test` where the system has what the test needs, else `test.skip`: the run says why. */
export const needs = (capability: Capability) => (capability in lacks() ? test.skip : test);
