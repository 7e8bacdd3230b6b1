import type { Deployment } from './deployment.ts';
import { permissions } from './permissions.ts';
import type { Resources, Serverless } from './serverless.ts';
import { type Context, type PolicyStatement, type Statement, trace, writeLogs } from './statements.ts';

/**
 * Gives each function a role of its own with what `permissions.ts` says: osls has one role for all functions, and adds
 * nothing to a function that has its own.
 * @throws where a function is not there
 */
export function roles(serverless: Serverless, deployment: Deployment): Resources {
  const { service, classes } = serverless;
  const { naming } = serverless.getProvider('aws');
  assertPermissions(Object.keys(service.functions), classes.Error);
  const resources: Resources = {};
  for (const [key, definition] of Object.entries(service.functions)) {
    const functionName = (other = key) => service.functions[other]?.name ?? '';
    const statements = [writeLogs(naming.getLogGroupLogicalId(key)), trace, ...(permissions[key] ?? [])];
    definition.role = `${naming.getLambdaLogicalId(key)}Role`;
    resources[definition.role] = role(statements, { ...deployment, functionName });
  }
  return resources;
}

const role = (statements: readonly Statement[], context: Context) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    },
    Policies: [
      {
        PolicyName: 'own',
        PolicyDocument: { Version: '2012-10-17', Statement: statements.flatMap((statement) => of(statement, context)) },
      },
    ],
  },
});

const of = (statement: Statement, context: Context): readonly PolicyStatement[] =>
  typeof statement === 'function' ? statement(context) : [statement];

function assertPermissions(keys: string[], ServerlessError: new (message: string) => Error): void {
  const without = keys.find((key) => !permissions[key]);
  if (without)
    throw new ServerlessError(
      `The function ${without} may do nothing: say in infrastructure/permissions.ts what it may`,
    );
}
