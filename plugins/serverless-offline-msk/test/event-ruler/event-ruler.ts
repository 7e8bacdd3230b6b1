import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

/** `failure`: event-ruler takes the pattern for valid, but cannot work with it. */
export type Verdict = 'match' | 'no match' | 'invalid' | 'failure';

export interface EventRuler {
  /**
   * @param pattern JSON text, as is the event
   * @param apart asks a matcher for each alternative of the pattern, instead of one for all; the verdict should be the same
   */
  verdict(pattern: string, event: string, apart?: boolean): Promise<Verdict>;
  stop(): Promise<void>;
}

/** The command that event-ruler needs and this machine has not. */
export const missingCommand = ['javac', 'mvn'].find((command) => spawnSync(command, ['-version']).status !== 0);

const folder = import.meta.dirname;

/** AWS's matcher, from Maven Central, in a JVM of its own. */
export async function startEventRuler(): Promise<EventRuler> {
  const classPathFile = join(folder, 'target', 'class-path');
  const goal = ['dependency:build-classpath', `-Dmdep.outputFile=${classPathFile}`];
  await promisify(execFile)('mvn', ['-B', '-q', '-f', join(folder, 'pom.xml'), ...goal]);
  const classPath = await readFile(classPathFile, 'utf8');

  const jvm = spawn('java', ['-cp', classPath, join(folder, 'Verdicts.java')], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = once(jvm, 'exit');
  const lines = createInterface({ input: jvm.stdout })[Symbol.asyncIterator]();
  return {
    async verdict(pattern, event, apart = false) {
      jvm.stdin.write(`${JSON.stringify({ pattern, event, apart })}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error('event-ruler has ended: its output says why');
      return value as Verdict;
    },
    async stop() {
      jvm.stdin.end();
      await exited;
    },
  };
}
