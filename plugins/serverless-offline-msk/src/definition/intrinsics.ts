import { isIntrinsic, isObject, type Json } from './json.ts';
import { accountId, resourceTypes, type Stack } from './stack.ts';

/**
 * The value with each Ref, Fn::GetAtt, Fn::Sub and Fn::Join replaced that can be known without AWS: defaults of
 * parameters, pseudo parameters, names and ARNs of the stack's own resources. All others stay as they are. What is
 * null or `AWS::NoValue` is left out, as the framework and CloudFormation do.
 */
export function resolve(value: unknown, stack: Stack): unknown {
  if (Array.isArray(value)) return value.map((item) => resolve(item, stack)).filter((item) => item !== undefined);
  if (isIntrinsic(value)) return resolveIntrinsic(value, stack);
  if (!isObject(value)) return value ?? undefined;
  const entries = Object.entries(value).map(([key, item]) => [key, resolve(item, stack)] as const);
  return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
}

/** The name of one of the stack's resources: as deployed, else as the template gives it, else its logical id. */
export function resourceName(logicalId: string, stack: Stack): string | undefined {
  const resource = stack.template.Resources?.[logicalId];
  const type = resourceTypes[String(resource?.Type)];
  if (!type) return undefined;
  const deployedName = stack.physicalIds[logicalId]?.split(/[/:]/).at(-1);
  const ownName = resolve(resource?.Properties?.[type.nameProperty], stack);
  return deployedName ?? (typeof ownName === 'string' ? ownName : logicalId);
}

function resourceArn(logicalId: string, stack: Stack): string | undefined {
  const physicalId = stack.physicalIds[logicalId];
  if (physicalId?.startsWith('arn:')) return physicalId;
  const name = resourceName(logicalId, stack);
  return name === undefined ? undefined : typeOf(logicalId, stack)?.arn(name, stack.region);
}

const typeOf = (logicalId: string, { template }: Stack) => resourceTypes[String(template.Resources?.[logicalId]?.Type)];

function resolveIntrinsic(intrinsic: Json, stack: Stack): unknown {
  if (intrinsic.Ref === 'AWS::NoValue') return undefined;
  const [name, argument] = Object.entries(intrinsic)[0] ?? [];
  switch (name) {
    case 'Ref':
      return reference(String(argument), stack) ?? intrinsic;
    case 'Fn::GetAtt':
      return attribute(Array.isArray(argument) ? argument.join('.') : String(argument), stack) ?? intrinsic;
    case 'Fn::Sub':
      return substitute(argument, stack) ?? intrinsic;
    case 'Fn::Join':
      return join(argument, stack) ?? intrinsic;
    default:
      return intrinsic;
  }
}

function reference(name: string, stack: Stack): unknown {
  const parameter = stack.template.Parameters?.[name];
  if (parameter) return parameterDefault(parameter);
  const ref = typeOf(name, stack)?.ref;
  if (ref) return ref === 'arn' ? resourceArn(name, stack) : resourceName(name, stack);
  return pseudoParameters(stack)[name];
}

const pseudoParameters = (stack: Stack): Record<string, string> => ({
  'AWS::AccountId': accountId,
  'AWS::Partition': 'aws',
  'AWS::Region': stack.region,
  'AWS::StackName': stack.name,
  'AWS::URLSuffix': 'amazonaws.com',
});

/** The default of an SSM parameter type is the name of the value, not the value. */
function parameterDefault({ Type: type, Default: value }: { Type?: unknown; Default?: unknown }): unknown {
  if (String(type).startsWith('AWS::SSM::')) return undefined;
  const isList = type === 'CommaDelimitedList' || String(type).startsWith('List<');
  return isList && typeof value === 'string' ? value.split(',').map((item) => item.trim()) : value;
}

function attribute(path: string, stack: Stack): string | undefined {
  const [logicalId = '', name = ''] = path.split('.');
  if (name === 'QueueName' || name === 'TopicName') return resourceName(logicalId, stack);
  return name === 'Arn' || name === 'TopicArn' ? resourceArn(logicalId, stack) : undefined;
}

function substitute(argument: unknown, stack: Stack): string | undefined {
  const [template, variables] = Array.isArray(argument) ? argument : [argument, {}];
  if (typeof template !== 'string') return undefined;
  const lookUp = (name: string): unknown => {
    if (name.startsWith('!')) return `\${${name.slice(1)}}`;
    if (isObject(variables) && Object.hasOwn(variables, name)) return resolve(variables[name], stack);
    return name.includes('.') ? attribute(name, stack) : reference(name, stack);
  };
  const values = new Map([...template.matchAll(placeholder)].map(([, name = '']) => [name, lookUp(name)]));
  if (![...values.values()].every(isScalar)) return undefined;
  return template.replace(placeholder, (_, name: string) => String(values.get(name)));
}

const placeholder = /\$\{([^}]+)\}/g;

function join(argument: unknown, stack: Stack): string | undefined {
  const [separator, parts] = Array.isArray(argument) ? argument : [];
  const values = resolve(parts, stack);
  return Array.isArray(values) && values.every(isScalar) ? values.join(String(separator)) : undefined;
}

const isScalar = (value: unknown) => typeof value === 'string' || typeof value === 'number';
