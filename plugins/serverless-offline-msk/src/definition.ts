import { DefinitionError, Findings } from './definition/findings.ts';
import { resolve, resourceName } from './definition/intrinsics.ts';
import { isObject, type Json } from './definition/json.ts';
import { mergeResources } from './definition/merge-resources.ts';
import { isKafka } from './definition/properties.ts';
import { type Declaration, type Definition, type FindFunction, readMappings } from './definition/read-mappings.ts';
import type { Serverless } from './definition/serverless.ts';
import { serviceTemplate } from './definition/service-template.ts';
import type { Stack, Template } from './definition/stack.ts';

export type { Definition } from './definition/read-mappings.ts';
export type { Serverless } from './definition/serverless.ts';
export type { Template } from './definition/stack.ts';
export { DefinitionError };

/**
 * The Kafka event source mappings of a service: its `msk` and `kafka` events as the framework deploys them, with
 * `resources.extensions` over them, and the `AWS::Lambda::EventSourceMapping` of its resources. Conditions are ignored.
 *
 * @param serverless the framework's instance, once its variables are resolved; it is not changed
 * @param now in ms since 1970: no starting position lies after it
 * @throws {DefinitionError} with one line for each setting that AWS would refuse or that the plugin does not have
 */
export function readServiceMappings(serverless: Serverless, now = Date.now()): Definition {
  const aws = serverless.getProvider('aws');
  const findings = new Findings();
  const template = mergeResources(serviceTemplate(serverless, findings), serverless.service.resources ?? {}, findings);
  const stack = { name: aws.naming.getStackName(), region: aws.getRegion(), template, physicalIds: {} };
  const functions = Object.entries(serverless.service.functions);
  const keys = new Map(functions.map(([key, { name }]) => [name, key]));
  const timeouts = functionTimeouts(stack);
  const findFunction = (name: string) => {
    const key = keys.get(name);
    return key === undefined ? undefined : { key, timeoutMs: timeouts.get(name) ?? 6000 };
  };
  return readMappings(kafkaMappings(template), findFunction, stack, now, findings);
}

/** A deployed stack, as far as its template does not say it. */
export interface Deployment {
  readonly stackName: string;
  readonly region?: string;
  /** Physical by logical id, as DescribeStackResources gives them: the names of what the template leaves unnamed. */
  readonly physicalIds?: Readonly<Record<string, string>>;
}

/**
 * The Kafka event source mappings of a stack's template, which is JSON. Conditions are ignored. The functions are
 * called by their names.
 *
 * @throws {DefinitionError} as {@link readServiceMappings}
 */
export function readTemplateMappings(template: Template, deployment: Deployment, now = Date.now()): Definition {
  const { stackName: name, region = 'us-east-1', physicalIds = {} } = deployment;
  const stack = { name, region, template, physicalIds };
  return readMappings(kafkaMappings(template), functionsByName(stack), stack, now, new Findings());
}

/**
 * The mappings of a list: each an object with the properties of an `AWS::Lambda::EventSourceMapping` as CloudFormation
 * spells them, `FunctionName` with them. The functions are called by their names.
 *
 * @throws {DefinitionError} as {@link readServiceMappings}, and where `config` is no such list
 */
export function readConfigMappings(config: unknown, { region = 'us-east-1' } = {}, now = Date.now()): Definition {
  if (!Array.isArray(config) || !config.every(isObject))
    throw new DefinitionError([
      'the configuration is no list of objects with properties of AWS::Lambda::EventSourceMapping',
    ]);
  const stack = { name: 'msk-event-source', region, template: {}, physicalIds: {} };
  const declarations = config.map((properties) => ({ logicalId: configId(properties), properties }));
  return readMappings(declarations, functionsByName(stack), stack, now, new Findings());
}

const configId = ({ FunctionName, Topics }: Json) => `${FunctionName}/${[Topics].flat()[0]}`;

function kafkaMappings({ Resources = {} }: Template): Declaration[] {
  return Object.entries(Resources)
    .filter(([, { Type, Properties }]) => Type === 'AWS::Lambda::EventSourceMapping' && isKafka(Properties))
    .map(([logicalId, { Properties = {} }]) => ({ logicalId, properties: Properties }));
}

/** What the template does not define may still be there: with the longest timeout that Kafka mappings allow. */
function functionsByName(stack: Stack): FindFunction {
  const timeouts = functionTimeouts(stack);
  return (name) => ({ key: name, timeoutMs: timeouts.get(name) ?? 840_000 });
}

/** In ms, by the functions' names. Lambda's default is 3 s. */
function functionTimeouts(stack: Stack): Map<string | undefined, number> {
  const functions = Object.entries(stack.template.Resources ?? {}).filter(
    ([, { Type }]) => Type === 'AWS::Lambda::Function',
  );
  return new Map(
    functions.map(([logicalId, { Properties }]) => [
      resourceName(logicalId, stack),
      Number(resolve(Properties?.Timeout, stack) ?? 3) * 1000,
    ]),
  );
}
