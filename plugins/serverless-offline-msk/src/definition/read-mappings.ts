import type { EventSourceMapping } from '../mapping.ts';
import { DefinitionError, type Findings } from './findings.ts';
import { resolve } from './intrinsics.ts';
import { isIntrinsic, type Json } from './json.ts';
import { readProperties } from './properties.ts';
import { resolveClusterArn } from './source.ts';
import { functionArn, type Stack } from './stack.ts';
import { toMapping } from './to-mapping.ts';
import { checkTogether } from './together.ts';

/** What can be started, and what its user should know first. */
export interface Definition {
  readonly mappings: readonly EventSourceMapping[];
  readonly warnings: readonly string[];
}

/** An event source mapping as it is declared: its properties as CloudFormation has them, intrinsics and all. */
export interface Declaration {
  readonly logicalId: string;
  readonly properties: Json;
}

/** The function of a name, or undefined: then its mappings are left out, with a warning. */
export type FindFunction = (name: string) => { readonly key: string; readonly timeoutMs: number } | undefined;

/** @throws {DefinitionError} with everything that was refused, here and in `findings` before */
export function readMappings(
  declarations: readonly Declaration[],
  findFunction: FindFunction,
  stack: Stack,
  now: number,
  findings: Findings,
): Definition {
  const read = declarations.map((declaration) => readMapping(declaration, findFunction, stack, now, findings));
  const mappings = read.filter((mapping) => mapping !== undefined);
  checkTogether(mappings, findings);
  if (findings.problems.length > 0) throw new DefinitionError(findings.problems);
  return { mappings, warnings: findings.warnings };
}

function readMapping(
  { logicalId, properties: declared }: Declaration,
  findFunction: FindFunction,
  stack: Stack,
  now: number,
  findings: Findings,
): EventSourceMapping | undefined {
  const { FunctionName, ...resolved } = resolveProperties(declared, stack);
  const { name, arn } = parseFunctionName(FunctionName, stack.region);
  if (name === undefined && !isIntrinsic(FunctionName))
    return findings.about(logicalId).at('FunctionName').refuse('is missing or malformed: a name or an ARN');
  const target = name === undefined ? undefined : findFunction(name);
  if (!target) {
    findings.about(logicalId).warn('is not run here: its FunctionName is none of the functions here');
    return undefined;
  }
  const own = findings.about(`function "${target.key}" (${logicalId})`);
  const properties = readProperties(resolved, own);
  const owner = { logicalId, stackName: stack.name, function: { ...target, arn } };
  return properties && toMapping(properties, owner, now, own);
}

function resolveProperties(declared: Json, stack: Stack): Json {
  const EventSourceArn = resolveClusterArn(declared.EventSourceArn, stack);
  return resolve({ ...declared, EventSourceArn }, stack) as Json;
}

/** A name, an ARN or a part of one, with or without a version, which is left out. */
function parseFunctionName(value: unknown, region: string): { name: string | undefined; arn: string } {
  const [, prefix = '', name] =
    (typeof value === 'string' && /^(.*:?function:)?([\w-]+)(?::[^:]+)?$/.exec(value)) || [];
  return { name, arn: prefix.startsWith('arn:') ? `${prefix}${name}` : functionArn(String(name), region) };
}
