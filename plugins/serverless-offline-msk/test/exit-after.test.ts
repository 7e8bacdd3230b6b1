import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { eventually } from './support/eventually.ts';

const source = path.resolve(import.meta.dirname, '../src/exit-after.ts');

test('whoever ends the process while it runs ends it at once', async () => {
  const program = start(`exitAfter(async () => console.log('stopped')); process.exit(3); console.log('went on');`);

  expect(await program.exited).toEqual([3, null]);
  expect(program.output()).toBe('');
});

test('after a signal, whoever ends the process waits for the work', async () => {
  const program = start(`
    exitAfter(async () => { await setTimeout(100); console.log('stopped'); });
    process.on('SIGINT', () => process.exit(4));
  `);
  await program.ready();

  program.kill('SIGINT');

  expect(await program.exited).toEqual([4, null]);
  expect(program.output()).toContain('stopped');
});

test('a second signal ends the process at once', async () => {
  const program = start('exitAfter(() => new Promise(() => console.log("stops")));');
  await program.ready();
  program.kill('SIGINT');
  await eventually(() => expect(program.output()).toContain('stops'));

  await eventually(() => {
    program.kill('SIGTERM');
    expect(program.process.exitCode).toBe(143);
  });
});

test('a signal that comes twice at once, as under npm, is one', async () => {
  const program = start(`
    exitAfter(async () => { await setTimeout(100); console.log('stopped'); });
    process.on('SIGINT', () => process.exit(4));
    setTimeout(50).then(() => { process.emit('SIGINT', 'SIGINT'); process.emit('SIGINT', 'SIGINT'); });
  `);

  expect(await program.exited).toEqual([4, null]);
  expect(program.output()).toContain('stopped');
});

/** A process that goes on until it is ended, after 20 s at the latest. */
function start(code: string) {
  const program = `
    import { setTimeout } from 'node:timers/promises';
    const { exitAfter } = await import(${JSON.stringify(source)});
    ${code}
    console.log('ready');
    await setTimeout(20_000);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  return {
    process: child,
    exited: once(child, 'exit'),
    output: () => output,
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    ready: () => eventually(() => expect(output).toContain('ready')),
  };
}
