import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { untilInterrupted } from '../../stack/interruption.ts';
import { rememberedProcesses } from '../../stack/remembered-processes.ts';
import { lacks } from './capabilities.ts';

/**
 * Does some tests, ends what they left running, and says how many passed and failed: `3 passed, 0 failed`, and how many
 * were skipped where some were. The exit code is 1 where one failed.
 */
export async function testRun(work: (run: TestRun) => Promise<void>, jestArguments = process.argv.slice(2)) {
  const folder = mkdtempSync(path.join(tmpdir(), 'users-orders-test-'));
  const count = { passed: 0, failed: 0, skipped: 0 };
  const finished = await untilInterrupted((signal) => work(new TestRun(folder, count, jestArguments, signal)));
  if (!finished) count.failed++;
  count.failed += killLeftOvers(folder);

  const { passed, failed, skipped } = count;
  if (failed > 0) console.log(`Logs and data are in ${folder}`);
  else rmSync(folder, { recursive: true });
  process.exitCode = failed > 0 ? 1 : 0;
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
}

interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

export class TestRun {
  /** As TMPDIR it also holds what the tests start, so that what they leave running is found. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Where there are some, only the tests that they choose are run. */
  readonly jestArguments: readonly string[];
  readonly #count: Count;

  constructor(folder: string, count: Count, jestArguments: readonly string[], signal: AbortSignal) {
    this.folder = folder;
    this.signal = signal;
    this.jestArguments = jestArguments;
    this.#count = count;
  }

  /** Counts as a test. */
  async command(words: string[], env: NodeJS.ProcessEnv = {}): Promise<void> {
    console.log(`\n> ${words.join(' ')}`);
    if (await this.#succeeds(words, env)) this.#count.passed++;
    else this.#count.failed++;
  }

  /** Counts as a test: it passes where nothing is thrown. */
  async check(title: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.#count.passed++;
    } catch (error) {
      this.signal.throwIfAborted();
      this.#count.failed++;
      console.error(`Failed: ${title}\n${error instanceof Error ? error.message : error}`);
    }
  }

  /** @returns whether all is well */
  async jest(projects: string[], args: string[], env: NodeJS.ProcessEnv): Promise<boolean> {
    const outputFile = path.join(this.folder, `${projects[0]}.json`);
    rmSync(outputFile, { force: true });
    console.log(`\n> jest ${projects.join(' ')}`);
    const succeeded = await this.#succeeds(
      [
        ...['node', '--experimental-vm-modules', ...process.execArgv, 'node_modules/jest/bin/jest.js'],
        ...['--selectProjects', ...projects, '--json', `--outputFile=${outputFile}`, '--passWithNoTests'],
        ...['--testTimeout=60000', '--forceExit'],
        // Not in TMPDIR, which is new each time.
        '--cacheDirectory=node_modules/.cache/jest',
        // An option that takes a list would take a path that follows it.
        ...this.jestArguments,
        ...args,
      ],
      { TMPDIR: this.folder, ...env },
    );
    const { passed, failed, skipped } = readResults(outputFile);
    this.#count.passed += passed;
    this.#count.failed += succeeded ? failed : Math.max(failed, 1);
    this.#count.skipped += skipped;
    if (skipped > 0)
      for (const [what, why] of Object.entries(lacks(env))) console.log(`Skipped what needs ${what}: ${why}`);
    return succeeded;
  }

  async #succeeds([command = '', ...args]: string[], env: NodeJS.ProcessEnv): Promise<boolean> {
    const { failed } = await execa(command, args, {
      ...{ env, stdin: 'ignore', stdout: 'inherit', stderr: 'inherit' },
      ...{ preferLocal: true, reject: false, cancelSignal: this.signal },
    });
    this.signal.throwIfAborted();
    return !failed;
  }
}

function readResults(file: string): Count {
  if (!existsSync(file)) return { passed: 0, failed: 0, skipped: 0 };
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, numPendingTests } = JSON.parse(
    readFileSync(file, 'utf8'),
  );
  return { passed: numPassedTests, failed: numFailedTests + numRuntimeErrorTestSuites, skipped: numPendingTests };
}

/** A test that leaves a process running has failed. */
function killLeftOvers(folder: string): number {
  const leftOver = rememberedProcesses(folder);
  for (const { name, pid } of leftOver) {
    console.log(`Left running: ${name}, process ${pid}`);
    process.kill(-pid, 'SIGKILL');
  }
  return leftOver.length;
}
