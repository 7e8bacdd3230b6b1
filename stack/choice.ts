import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { javaVersion } from './embedded/java.ts';

const stackKinds = ['docker', 'embedded'] as const;

/** `docker`: Redpanda and LocalStack in containers. `embedded`: Apache Kafka and DynamoDB Local on the JVM. */
export type StackKind = (typeof stackKinds)[number];

/** What a machine lacks for each kind of stack, undefined where it lacks nothing. */
export type Lacks = Record<StackKind, () => Promise<string | undefined>>;

/**
 * The kind that is asked for, else the first that this machine can run.
 * @throws where there is none: with what each of them lacks
 */
export async function chooseStack(requested?: string, lacks: Lacks = thisMachineLacks): Promise<StackKind> {
  const candidates = stackKinds.filter((kind) => requested === undefined || kind === requested);
  if (candidates.length === 0) throw new Error(`There is no stack "${requested}": it is ${stackKinds.join(' or ')}`);
  const reasons: string[] = [];
  for (const kind of candidates) {
    const lack = await lacks[kind]();
    if (!lack) return kind;
    reasons.push(`  ${kind}: ${lack}`);
  }
  throw new Error(
    [
      'Kafka and DynamoDB need Docker, or else Java 17 or newer and Maven. This machine lacks, for the stack',
      ...reasons,
    ].join('\n'),
  );
}

const thisMachineLacks: Lacks = {
  docker: async () => {
    if (!(await succeeds('docker', ['info']))) return 'a Docker that answers "docker info"';
    if (!(await succeeds('docker', ['compose', 'version'])))
      return 'Docker Compose, which answers "docker compose version"';
    return undefined;
  },
  embedded: async () => {
    const [java, maven] = await Promise.all([javaVersion(), succeeds('mvn', ['--version'])]);
    if (java === undefined) return 'Java 17 or newer: there is no "java" in JAVA_HOME or on the PATH';
    if (java < 17) return `Java 17 or newer: this is Java ${java}`;
    return maven ? undefined : 'Maven: there is no "mvn" on the PATH';
  },
};

async function succeeds(command: string, args: string[]): Promise<boolean> {
  return promisify(execFile)(command, args, { timeout: 20_000 }).then(
    () => true,
    () => false,
  );
}
