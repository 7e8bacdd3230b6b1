import { beforeAll, expect, test } from '@jest/globals';
import { retained } from '../../../infrastructure/retained.ts';
import { packaged, parameters, type Resource, type Template } from '../support/packaged.ts';

let prod: Template;
let dev: Template;

beforeAll(async () => {
  prod = await packaged('prod');
  dev = await packaged('dev');
}, 120_000);

const ofType = ({ Resources }: Template, type: string) =>
  Object.entries(Resources).filter(([, { Type }]) => Type === type);
const all = (template: Template, type: string): Resource[] => ofType(template, type).map(([, resource]) => resource);

test('tables of prod stay, whatever becomes of the stack; those of dev go with it', () => {
  const tables = (template: Template) =>
    all(template, 'AWS::DynamoDB::Table').map(({ Properties, DeletionPolicy, UpdateReplacePolicy }) => ({
      ...{ protection: Properties.DeletionProtectionEnabled, DeletionPolicy, UpdateReplacePolicy },
      backups: Properties.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled,
    }));
  const retained = { protection: true, DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain', backups: true };
  const gone = { protection: false, DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete', backups: true };

  expect(tables(prod)).toEqual([retained, retained]);
  expect(tables(dev)).toEqual([gone, gone]);
});

const otherTable = (logicalId: string) => (logicalId.startsWith('Users') ? 'ORDERS_' : 'USERS_');

test('what remove leaves is named: the tables of prod, none of dev, and what is in Kafka', () => {
  const said = ({ Resources }: Template, stage: string) =>
    retained({ service: { resources: { Resources } }, getProvider: () => ({ getStage: () => stage }) } as never);

  expect(said(prod, 'prod')).toMatch(/users-orders-prod-users.*users-orders-prod-orders.*the topics in Kafka/s);
  expect(said(dev, 'dev')).not.toContain('AWS::DynamoDB::Table');
});

test('every function has Node 24 on arm64, a trace, a log that ends, and knows no other service', () => {
  const functions = ofType(prod, 'AWS::Lambda::Function');

  expect(functions.length).toBeGreaterThan(10);
  for (const [logicalId, { Properties }] of functions) {
    expect(Properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      TracingConfig: { Mode: 'Active' },
    });
    expect(
      Object.keys(Properties.Environment.Variables).filter((name) => name.includes(otherTable(logicalId))),
    ).toEqual([]);
    const logGroup = prod.Resources[logicalId.replace(/LambdaFunction$/, 'LogGroup')];
    expect(logGroup?.Properties).toEqual({
      LogGroupName: `/aws/lambda/${Properties.FunctionName}`,
      RetentionInDays: 30,
    });
  }
});

test('the queue of what was given up is encrypted and keeps it for two weeks', () => {
  expect(prod.Resources.OnFailureQueue?.Properties).toEqual({
    MessageRetentionPeriod: 1_209_600,
    SqsManagedSseEnabled: true,
  });
});

test("on stage local there is no Kafka mapping, and on AWS's there is", () => {
  expect(prod.Conditions.OnAws).toEqual({ 'Fn::Not': [{ 'Fn::Equals': ['prod', 'local'] }] });
  const mappings = all(prod, 'AWS::Lambda::EventSourceMapping').filter(({ Properties }) => Properties.Topics);
  expect(mappings.map(({ Condition }) => Condition)).toEqual(['OnAws', 'OnAws']);
});

const authorization = (template: Template) =>
  ofType(template, 'AWS::ApiGatewayV2::Route').map(([, { Properties }]) => Properties.AuthorizationType);

test('every route of the HTTP API wants a signature, unless it is said otherwise', () => {
  expect(new Set(authorization(prod))).toEqual(new Set(['AWS_IAM']));
  expect(new Set(authorization(dev))).toEqual(new Set(['AWS_IAM']));
});

test('with auth=jwt every route wants a token of that issuer and audience', async () => {
  const jwt = { auth: 'jwt', jwtIssuer: 'https://login.example.com/', jwtAudience: 'shop,admin' };
  const template = await packaged('prod', { ...parameters, ...jwt });

  expect(new Set(authorization(template))).toEqual(new Set(['JWT']));
  expect(all(template, 'AWS::ApiGatewayV2::Authorizer').map(({ Properties }) => Properties)).toMatchObject([
    { AuthorizerType: 'JWT', JwtConfiguration: { Issuer: jwt.jwtIssuer, Audience: ['shop', 'admin'] } },
  ]);
}, 120_000);

test('only auth=none opens the HTTP API', async () => {
  const template = await packaged('prod', { ...parameters, auth: 'none' });

  expect(new Set(authorization(template))).toEqual(new Set([undefined]));
}, 120_000);

test('with cors the origins are allowed, and pre-flight requests need no signature', async () => {
  const template = await packaged('prod', { ...parameters, cors: 'https://a.example.com,https://b.example.com' });

  expect(template.Resources.HttpApi?.Properties.CorsConfiguration).toMatchObject({
    AllowOrigins: ['https://a.example.com', 'https://b.example.com'],
    AllowMethods: ['GET', 'POST', 'OPTIONS'],
    AllowHeaders: expect.arrayContaining(['content-type', 'idempotency-key', 'authorization']),
  });
  const open = ofType(template, 'AWS::ApiGatewayV2::Route').filter(
    ([, { Properties }]) => !Properties.AuthorizationType,
  );
  expect(open.map(([, { Properties }]) => Properties.RouteKey)).toEqual(['OPTIONS /{proxy+}']);
  expect(prod.Resources.HttpApi?.Properties).not.toHaveProperty('CorsConfiguration');
}, 120_000);

test('the HTTP API is throttled, and its access log is JSON that ends with its group', () => {
  const { Properties } = prod.Resources.HttpApiStage as Resource;

  expect(Properties.DefaultRouteSettings).toEqual({ ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 });
  // API Gateway quotes the message itself.
  const line = Properties.AccessLogSettings.Format.replace('$context.error.messageString', '"-"');
  expect(Object.keys(JSON.parse(line))).toEqual(
    expect.arrayContaining(['requestId', 'routeKey', 'status', 'caller', 'subject', 'error']),
  );
  expect(prod.Resources.HttpApiLogGroup?.Properties.RetentionInDays).toBe(30);
});
