import type { Template } from './packaged.ts';

const pseudoParameters: Record<string, string> = {
  'AWS::Partition': 'aws',
  'AWS::Region': 'eu-central-1',
  'AWS::AccountId': '123456789012',
};

/** A value of a template with its intrinsic functions carried out: `UsersTable.Arn` stands for what only AWS knows. */
export function readable(value: unknown, template: Template): unknown {
  if (Array.isArray(value)) return value.map((item) => readable(item, template));
  if (typeof value !== 'object' || value === null) return value;
  const [[name = '', argument] = []] = Object.entries(value);
  const inner = readable(argument, template);
  const list = inner as unknown[];
  switch (name) {
    case 'Ref':
      return template.Parameters[String(argument)]?.Default ?? pseudoParameters[String(argument)] ?? argument;
    case 'Fn::GetAtt':
      return list.join('.');
    case 'Fn::Join':
      return (list[1] as string[]).join(String(list[0]));
    case 'Fn::Split':
      return String(list[1]).split(String(list[0]));
    case 'Fn::Select':
      return (list[1] as unknown[])[Number(list[0])];
    case 'Fn::Sub':
      return String(inner).replaceAll(/\$\{([^}]+)\}/g, (_, variable) => pseudoParameters[variable] ?? variable);
    default:
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, readable(item, template)]));
  }
}
