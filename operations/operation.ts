import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { untilInterrupted } from '../stack/interruption.ts';
import { findStage, type Stage } from './stage.ts';

interface Given {
  readonly stage: Stage;
  /** The options by name; those without an argument are booleans. */
  readonly options: Record<string, string | boolean | undefined>;
  readonly words: string[];
  readonly signal: AbortSignal;
}

const COMMON = {
  stage: { type: 'string', default: 'local' },
  region: { type: 'string', default: process.env.AWS_REGION ?? 'us-east-1' },
  help: { type: 'boolean', short: 'h' },
} as const satisfies ParseArgsOptionsConfig;

const COMMON_HELP = `
  --stage NAME        the stage, local where none is given: this machine, on the ports of LAMBDA_PORT and DYNAMODB_PORT
  --region NAME       of a stage on AWS: AWS_REGION, or us-east-1
  --help

The exit code is 0 when all is well, else 1.`;

/** A command of the operator: reads its arguments, works until it is done or interrupted, and sets the exit code. */
export async function operation(
  { help, options }: { help: string; options: ParseArgsOptionsConfig },
  work: (given: Given) => Promise<void>,
): Promise<void> {
  const done = await untilInterrupted(async (signal) => {
    const { values, positionals } = readArguments({ ...options, ...COMMON });
    if (values.help) return console.log(help + COMMON_HELP);
    const stage = findStage(String(values.stage), String(values.region));
    await work({ stage, options: values as Given['options'], words: positionals, signal });
  });
  if (!done) process.exitCode = 1;
}

function readArguments(options: ParseArgsOptionsConfig) {
  try {
    return parseArgs({ options, allowPositionals: true });
  } catch (error) {
    throw new Error(`${(error as Error).message}\n--help lists what there is.`);
  }
}
