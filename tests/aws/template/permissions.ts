import type { Resource, Template } from '../support/packaged.ts';
import { readable } from '../support/readable.ts';

/** What a function may do to a resource: `action on resource`, refusals with `not` before them. */
type Permissions = Record<string, string[]>;

const CLUSTER = 'arn:aws:kafka:eu-central-1:123456789012:cluster/shop/0d1b2c3d-1111-2222-3333-444455556666-s1';
const TOPIC = 'arn:aws:kafka:eu-central-1:123456789012:topic/shop/0d1b2c3d-1111-2222-3333-444455556666-s1';
const GROUP = 'arn:aws:kafka:eu-central-1:123456789012:group/shop/0d1b2c3d-1111-2222-3333-444455556666-s1';

const on = (resource: string, ...actions: string[]) => actions.map((action) => `${action} on ${resource}`);

const networkInterfaces = [
  ...['ec2:AssignPrivateIpAddresses', 'ec2:CreateNetworkInterface', 'ec2:DeleteNetworkInterface'],
  ...['ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets', 'ec2:UnassignPrivateIpAddresses'],
];

const inVpc = (key: string) => {
  const itself = `arn:aws:lambda:eu-central-1:123456789012:function:users-orders-prod-${key}`;
  const byItsCode = `if {"ArnEquals":{"lambda:SourceFunctionArn":"${itself}"}}`;
  return [
    ...on('*', ...networkInterfaces),
    ...on('*', ...networkInterfaces).map((permission) => `not ${permission} ${byItsCode}`),
  ];
};

const publisher = (key: string, table: string, topic: string) => [
  ...on(`${table}.StreamArn`, 'dynamodb:DescribeStream', 'dynamodb:GetRecords'),
  ...on(`${table}.StreamArn`, 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'),
  ...on('OnFailureQueue.Arn', 'sqs:SendMessage'),
  ...on(CLUSTER, 'kafka-cluster:Connect', 'kafka-cluster:WriteDataIdempotently'),
  ...on(`${TOPIC}/${topic}`, 'kafka-cluster:DescribeTopic', 'kafka-cluster:WriteData'),
  ...inVpc(key),
];

const consumer = (table: string, topic: string, group: string) => [
  ...on(`${table}.Arn`, 'dynamodb:PutItem'),
  ...on(CLUSTER, 'kafka:DescribeClusterV2', 'kafka:GetBootstrapBrokers'),
  ...on(CLUSTER, 'kafka-cluster:Connect', 'kafka-cluster:DescribeClusterDynamicConfiguration'),
  ...on(`${TOPIC}/${topic}`, 'kafka-cluster:DescribeTopic', 'kafka-cluster:ReadData'),
  ...on(`${GROUP}/${group}`, 'kafka-cluster:AlterGroup', 'kafka-cluster:DescribeGroup'),
  ...on('*', 'ec2:CreateNetworkInterface', 'ec2:DeleteNetworkInterface', 'ec2:DescribeNetworkInterfaces'),
  ...on('*', 'ec2:DescribeSecurityGroups', 'ec2:DescribeSubnets', 'ec2:DescribeVpcs'),
];

const invokes = (key: string) =>
  on(`arn:aws:lambda:eu-central-1:123456789012:function:users-orders-prod-${key}`, 'lambda:InvokeFunction');

const replays = (table: string, publish: string) => [
  ...on(`${table}.Arn`, 'dynamodb:DeleteItem', 'dynamodb:DescribeTable', 'dynamodb:GetItem', 'dynamodb:PutItem'),
  ...on(`${table}.Arn`, 'dynamodb:Scan'),
  ...invokes(publish),
];

const redrives = (table: string) => [
  ...on(`${table}.Arn`, 'dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'),
  ...on(`${table}.Arn`, 'dynamodb:UpdateItem'),
];

/** The table that the roles are held against, for the parameters of `packaged.ts`. */
const allowed: Permissions = {
  usersCreate: on('UsersTable.Arn', 'dynamodb:GetItem', 'dynamodb:PutItem'),
  usersGet: on('UsersTable.Arn', 'dynamodb:GetItem'),
  usersListOrders: on('UsersTable.Arn', 'dynamodb:GetItem', 'dynamodb:Query'),
  usersPublish: publisher('usersPublish', 'UsersTable', 'user_created'),
  usersOnOrderCreated: consumer('UsersTable', 'order_created', 'users-on-order-created'),
  usersReplay: replays('UsersTable', 'usersPublish'),
  usersParked: redrives('UsersTable'),
  ordersCreate: on('OrdersTable.Arn', 'dynamodb:GetItem', 'dynamodb:PutItem'),
  ordersGet: on('OrdersTable.Arn', 'dynamodb:GetItem'),
  ordersPublish: publisher('ordersPublish', 'OrdersTable', 'order_created'),
  ordersOnUserCreated: consumer('OrdersTable', 'user_created', 'orders-on-user-created'),
  ordersReplay: replays('OrdersTable', 'ordersPublish'),
  ordersParked: redrives('OrdersTable'),
  topicsCreate: [
    ...on(CLUSTER, 'kafka-cluster:Connect'),
    ...['user_created', 'order_created'].flatMap((topic) =>
      on(`${TOPIC}/${topic}`, 'kafka-cluster:AlterTopic', 'kafka-cluster:CreateTopic', 'kafka-cluster:DescribeTopic'),
    ),
    ...inVpc('topicsCreate'),
  ],
  topicsCustomResource: invokes('topicsCreate'),
  fallback: [],
};

/** Actions that have no resource on AWS, or whose resource AWS does not let a role narrow. Any other `*` is refused. */
const withoutResource = /^(xray:Put|ec2:(Describe|(Create|Delete)NetworkInterface|(Una|A)ssignPrivateIpAddresses))/;

/** Where the roles of a template differ from the table, and where they are wider than they need to be. */
export function permissionViolations(template: Template): string[] {
  const functions = Object.entries(template.Resources).filter(([, { Type }]) => Type === 'AWS::Lambda::Function');
  const violations = functions.flatMap(([logicalId, { Properties }]) => {
    const key = Properties.FunctionName.split('-').at(-1);
    const role = template.Resources[Properties.Role['Fn::GetAtt'][0]];
    const own = statementsOf(role, template);
    const logs = on(
      `${logicalId.replace('LambdaFunction', 'LogGroup')}.Arn`,
      'logs:CreateLogStream',
      'logs:PutLogEvents',
    );
    const trace = on('*', 'xray:PutTelemetryRecords', 'xray:PutTraceSegments');
    return compare(key, own, [...logs, ...trace, ...(allowed[key] ?? [])]);
  });
  const roles = functions.map(([, { Properties }]) => Properties.Role['Fn::GetAtt'][0]);
  if (new Set(roles).size < roles.length) violations.push('two functions share a role');
  if (template.Resources.IamRoleLambdaExecution) violations.push('there is a role for several functions');
  return [...violations, ...doorViolations(template)];
}

function compare(key: string, own: string[], expected: string[]): string[] {
  return [
    ...own.filter((permission) => !expected.includes(permission)).map((permission) => `${key} may ${permission}`),
    ...expected.filter((permission) => !own.includes(permission)).map((permission) => `${key} lacks ${permission}`),
    ...own
      .filter((permission) => / on \*$/.test(permission) && !withoutResource.test(permission))
      .map((permission) => `${key} has a wildcard: ${permission}`),
  ];
}

interface Statement {
  Effect: string;
  Action: string[];
  Resource: string | string[];
  Condition?: object;
}

function statementsOf(role: Resource | undefined, template: Template): string[] {
  const { Policies = [], ManagedPolicyArns = [] } = role?.Properties ?? {};
  const policies = readable(Policies, template) as { PolicyDocument: { Statement: Statement[] } }[];
  return policies
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
    .flatMap(({ Effect, Action, Resource, Condition }) =>
      [Action].flat().flatMap((action) =>
        [Resource].flat().map((resource) => {
          const permission = `${action} on ${resource}${Condition ? ` if ${JSON.stringify(Condition)}` : ''}`;
          return Effect === 'Allow' ? permission : `not ${permission}`;
        }),
      ),
    )
    .concat(ManagedPolicyArns.map((arn: string) => `do what ${arn} says`));
}

/** Who may take on the roles, who may invoke the functions, and that no policy stands beside the roles. */
function doorViolations(template: Template): string[] {
  const api = `arn:aws:execute-api:eu-central-1:123456789012:HttpApi/*`;
  return Object.entries(template.Resources).flatMap(([logicalId, { Type, Properties }]) => {
    const own = readable(Properties ?? {}, template) as Record<string, unknown>;
    if (Type === 'AWS::IAM::Role' && JSON.stringify(own.AssumeRolePolicyDocument) !== JSON.stringify(lambdaAlone))
      return [`${logicalId} can be taken on by others than Lambda`];
    if (Type.startsWith('AWS::IAM::') && Type !== 'AWS::IAM::Role')
      return [`${logicalId} is a policy beside the roles`];
    if (Type === 'AWS::Lambda::Permission' && (own.Principal !== 'apigateway.amazonaws.com' || own.SourceArn !== api))
      return [`${logicalId} lets ${own.Principal} of ${own.SourceArn} invoke a function`];
    return [];
  });
}

const lambdaAlone = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};
