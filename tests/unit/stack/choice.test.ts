import { expect, test } from '@jest/globals';
import { chooseStack, type Lacks } from '../../../stack/choice.ts';

const machine = (lacks: Partial<Record<keyof Lacks, string>>): Lacks => ({
  docker: async () => lacks.docker,
  embedded: async () => lacks.embedded,
});

test.each([
  ['Docker where it answers', undefined, machine({}), 'docker'],
  ['Java and Maven where Docker does not answer', undefined, machine({ docker: 'Docker' }), 'embedded'],
  ['the stack that is asked for', 'embedded', machine({}), 'embedded'],
] as const)('the choice is %s', async (_, requested, lacks, expected) => {
  expect(await chooseStack(requested, lacks)).toBe(expected);
});

test('a machine with neither is told what each of the two lacks', async () => {
  const lacks = machine({ docker: 'a Docker that answers', embedded: 'Maven' });

  await expect(chooseStack(undefined, lacks)).rejects.toThrow(/docker: a Docker that answers\n.*embedded: Maven/);
});

test('the stack that is asked for is not replaced by the other', async () => {
  await expect(chooseStack('docker', machine({ docker: 'a Docker that answers' }))).rejects.toThrow(
    'docker: a Docker that answers',
  );
});

test('a stack that does not exist is refused', async () => {
  await expect(chooseStack('podman', machine({}))).rejects.toThrow(
    'There is no stack "podman": it is docker or embedded',
  );
});
