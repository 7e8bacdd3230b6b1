import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

/** The one that Maven takes, too. */
export const java = process.env.JAVA_HOME ? path.join(process.env.JAVA_HOME, 'bin/java') : 'java';

/** The feature version (17, 21), undefined where there is no Java. */
export async function javaVersion(): Promise<number | undefined> {
  try {
    const { stderr } = await promisify(execFile)(java, ['-version']);
    const [, feature] = /version "(?:1\.)?(\d+)/.exec(stderr) ?? [];
    return Number(feature);
  } catch {
    return undefined;
  }
}

/** Quick to start rather than fast in the long run: half the start-up time, two thirds of the memory. */
export const quickStart = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-XX:-UsePerfData'];

/** For slf4j-simple, which both services log with. */
export const logErrorsOnly = '-Dorg.slf4j.simpleLogger.defaultLogLevel=error';
