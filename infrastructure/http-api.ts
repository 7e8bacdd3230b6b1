import type { Deployment, FunctionEvent, HttpApi, Serverless } from './serverless.ts';

/**
 * Closes the HTTP API: every route wants IAM's signature, or a token with `auth=jwt`; only `auth=none` leaves it open.
 * With `cors`, pre-flight requests need no authorization. API Gateway guide, "Configure CORS for HTTP APIs in API Gateway".
 * @throws where a parameter is not one of those, or is missing
 */
export function closeHttpApi({ service, classes }: Serverless): void {
  const { deployment } = service.custom;
  const httpApi: HttpApi = { ...service.provider.httpApi };
  const authorizer = authorizerOf(deployment, classes.Error);
  if (deployment.auth === 'jwt') httpApi.authorizers = { jwt: jwtAuthorizer(deployment) };
  for (const { events } of Object.values(service.functions))
    for (const event of events)
      if (event.httpApi && authorizer) event.httpApi = { ...route(event.httpApi), authorizer };
  if (deployment.cors !== '') {
    httpApi.cors = corsOf(deployment.cors);
    service.functions.fallback?.events.push({ httpApi: { method: 'OPTIONS', path: '/{proxy+}' } });
  }
  service.provider.httpApi = httpApi;
}

function authorizerOf({ auth, jwtIssuer, jwtAudience }: Deployment, ServerlessError: new (text: string) => Error) {
  switch (auth) {
    case 'none':
      return undefined;
    case 'iam':
      return { type: 'aws_iam' };
    case 'jwt':
      if (jwtIssuer === '' || jwtAudience === '')
        throw new ServerlessError('auth=jwt needs --param jwtIssuer=https://… and --param jwtAudience=…');
      return { name: 'jwt' };
    default:
      throw new ServerlessError(`auth is "${auth}": it is iam, jwt or none`);
  }
}

const jwtAuthorizer = ({ jwtIssuer, jwtAudience }: Deployment) => ({
  type: 'jwt',
  identitySource: '$request.header.Authorization',
  issuerUrl: jwtIssuer,
  audience: jwtAudience.split(','),
});

const corsOf = (origins: string) => ({
  allowedOrigins: origins.split(','),
  allowedHeaders: [
    ...['authorization', 'content-type', 'idempotency-key'],
    ...['x-amz-content-sha256', 'x-amz-date', 'x-amz-security-token'],
  ],
  exposedResponseHeaders: ['allow', 'location', 'x-request-id'],
});

function route(httpApi: NonNullable<FunctionEvent['httpApi']>): Exclude<FunctionEvent['httpApi'], string | undefined> {
  if (typeof httpApi !== 'string') return httpApi;
  const [method, path] = httpApi.split(' ');
  return path && method ? { method, path } : { path: httpApi };
}
