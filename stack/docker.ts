import type { Stack, StackOptions } from './stack.ts';

export function startDocker(_: StackOptions): Promise<Stack> {
  throw new Error('later');
}
