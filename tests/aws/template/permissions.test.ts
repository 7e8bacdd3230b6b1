import { beforeAll, expect, test } from '@jest/globals';
import { packaged, type Template } from '../support/packaged.ts';
import { permissionViolations } from './permissions.ts';

let template: Template;

beforeAll(async () => {
  template = await packaged('prod');
}, 120_000);

/** The statements of a function's role, in a copy of the template. */
function broken(logicalId: string) {
  const copy = structuredClone(template);
  const statements = copy.Resources[`${logicalId}LambdaFunctionRole`]?.Properties.Policies[0].PolicyDocument.Statement;
  return { copy, statements };
}

test('each function may do what the table says, and nothing else', () => {
  expect(permissionViolations(template)).toEqual([]);
});

test('a wildcard in a role is found', () => {
  const { copy, statements } = broken('UsersCreate');
  statements.at(-1).Resource = '*';

  expect(permissionViolations(copy)).toContain('usersCreate has a wildcard: dynamodb:PutItem on *');
});

test("another service's table is found", () => {
  const { copy, statements } = broken('UsersGet');
  statements.push({
    Effect: 'Allow',
    Action: ['dynamodb:GetItem'],
    Resource: { 'Fn::GetAtt': ['OrdersTable', 'Arn'] },
  });

  expect(permissionViolations(copy)).toEqual(['usersGet may dynamodb:GetItem on OrdersTable.Arn']);
});

test('a missing permission is found', () => {
  const { copy, statements } = broken('UsersPublish');
  const produce = statements.find(({ Action }: { Action: string[] }) =>
    Action.includes('kafka-cluster:WriteDataIdempotently'),
  );
  produce.Action = ['kafka-cluster:Connect'];

  expect(permissionViolations(copy)).toEqual([
    expect.stringMatching(/^usersPublish lacks kafka-cluster:WriteDataIdempotently on arn:.*:cluster\//),
  ]);
});

test('a door that is open to others is found', () => {
  const copy = structuredClone(template);
  const resources = copy.Resources as Record<string, { Properties: Record<string, never> }>;
  Object.assign(resources.UsersGetLambdaFunctionRole?.Properties.AssumeRolePolicyDocument ?? {}, { Statement: [] });
  Object.assign(resources.UsersGetLambdaPermissionHttpApi?.Properties ?? {}, { Principal: '*' });
  Object.assign(copy.Resources, { Wide: { Type: 'AWS::IAM::Policy', Properties: {} } });

  expect(permissionViolations(copy)).toEqual([
    expect.stringMatching(/^UsersGetLambdaPermissionHttpApi lets \* of /),
    'UsersGetLambdaFunctionRole can be taken on by others than Lambda',
    'Wide is a policy beside the roles',
  ]);
});

test("a refusal that names another function's code is found", () => {
  const { copy, statements } = broken('UsersPublish');
  statements.find(({ Effect }: { Effect: string }) => Effect === 'Deny').Condition.ArnEquals = {
    'lambda:SourceFunctionArn': 'arn:aws:lambda:eu-central-1:123456789012:function:another',
  };

  expect(permissionViolations(copy)).toContainEqual(
    expect.stringMatching(/^usersPublish lacks not ec2:CreateNetworkInterface/),
  );
});

test('a role that two functions share is found', () => {
  const copy = structuredClone(template);
  const get = copy.Resources.UsersGetLambdaFunction as { Properties: { Role: unknown } };
  get.Properties.Role = copy.Resources.OrdersGetLambdaFunction?.Properties.Role;

  expect(permissionViolations(copy)).toContain('two functions share a role');
});
