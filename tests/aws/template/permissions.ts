import type { Template } from '../support/packaged.ts';
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

const inVpc = [...on('*', ...networkInterfaces), ...networkInterfaces.map((action) => `not ${action} by its own code`)];

const publisher = (table: string, topic: string) => [
  ...on(`${table}.StreamArn`, 'dynamodb:DescribeStream', 'dynamodb:GetRecords'),
  ...on(`${table}.StreamArn`, 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'),
  ...on('OnFailureQueue.Arn', 'sqs:SendMessage'),
  ...on(CLUSTER, 'kafka-cluster:Connect', 'kafka-cluster:WriteDataIdempotently'),
  ...on(`${TOPIC}/${topic}`, 'kafka-cluster:DescribeTopic', 'kafka-cluster:WriteData'),
  ...inVpc,
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

/** The table that the roles are held against, for the parameters of `packaged.ts`. */
const allowed: Permissions = {
  usersCreate: on('UsersTable.Arn', 'dynamodb:GetItem', 'dynamodb:PutItem'),
  usersGet: on('UsersTable.Arn', 'dynamodb:GetItem'),
  usersListOrders: on('UsersTable.Arn', 'dynamodb:GetItem', 'dynamodb:Query'),
  usersPublish: publisher('UsersTable', 'user_created'),
  usersOnOrderCreated: consumer('UsersTable', 'order_created', 'users-on-order-created'),
  usersReplay: [
    ...on(
      'UsersTable.Arn',
      'dynamodb:DeleteItem',
      'dynamodb:DescribeTable',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Scan',
    ),
    ...on('arn:aws:lambda:eu-central-1:123456789012:function:users-orders-prod-usersPublish', 'lambda:InvokeFunction'),
  ],
  usersParked: on(
    'UsersTable.Arn',
    'dynamodb:DeleteItem',
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:Query',
    'dynamodb:UpdateItem',
  ),
  ordersCreate: on('OrdersTable.Arn', 'dynamodb:GetItem', 'dynamodb:PutItem'),
  ordersGet: on('OrdersTable.Arn', 'dynamodb:GetItem'),
  ordersPublish: publisher('OrdersTable', 'order_created'),
  ordersOnUserCreated: consumer('OrdersTable', 'user_created', 'orders-on-user-created'),
  ordersReplay: [
    ...on(
      'OrdersTable.Arn',
      'dynamodb:DeleteItem',
      'dynamodb:DescribeTable',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Scan',
    ),
    ...on('arn:aws:lambda:eu-central-1:123456789012:function:users-orders-prod-ordersPublish', 'lambda:InvokeFunction'),
  ],
  ordersParked: on(
    'OrdersTable.Arn',
    'dynamodb:DeleteItem',
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:Query',
    'dynamodb:UpdateItem',
  ),
  topicsCreate: [
    ...on(CLUSTER, 'kafka-cluster:Connect'),
    ...['user_created', 'order_created'].flatMap((topic) =>
      on(`${TOPIC}/${topic}`, 'kafka-cluster:AlterTopic', 'kafka-cluster:CreateTopic', 'kafka-cluster:DescribeTopic'),
    ),
    ...inVpc,
  ],
  topicsCustomResource: on(
    'arn:aws:lambda:eu-central-1:123456789012:function:users-orders-prod-topicsCreate',
    'lambda:InvokeFunction',
  ),
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
    const own = statementsOf(role?.Properties, template);
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
  return violations;
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
  Condition?: { ArnEquals?: Record<string, string> };
}

function statementsOf(
  properties: { Policies?: unknown; ManagedPolicyArns?: string[] } = {},
  template: Template,
): string[] {
  const policies = readable(properties.Policies ?? [], template) as { PolicyDocument: { Statement: Statement[] } }[];
  return policies
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
    .flatMap(({ Effect, Action, Resource, Condition }) =>
      [Action].flat().flatMap((action) => {
        if (Effect === 'Deny')
          return Condition?.ArnEquals?.['lambda:SourceFunctionArn'] ? [`not ${action} by its own code`] : [];
        return [Resource].flat().map((resource) => `${action} on ${resource}`);
      }),
    )
    .concat((properties.ManagedPolicyArns ?? []).map((arn) => `do what ${arn} says`));
}
