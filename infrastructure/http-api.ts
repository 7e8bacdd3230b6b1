import type { Deployment } from './deployment.ts';
import type { FunctionEvent, HttpApi, Serverless } from './serverless.ts';

/**
 * Closes the HTTP API: every route wants IAM's signature, or a token with `auth=jwt`; only `auth=none` leaves it open.
 * With `cors`, pre-flight requests need no authorization. API Gateway guide, "Configure CORS for HTTP APIs in API Gateway".
 */
export function closeHttpApi({ service }: Serverless, deployment: Deployment): void {
  const httpApi: HttpApi = { ...service.provider.httpApi };
  const authorizer = authorizers[deployment.auth];
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

const authorizers = { iam: { type: 'aws_iam' }, jwt: { name: 'jwt' }, none: undefined };

const jwtAuthorizer = ({ jwtIssuer, jwtAudience }: Deployment) => ({
  type: 'jwt',
  identitySource: '$request.header.Authorization',
  issuerUrl: jwtIssuer,
  audience: jwtAudience.split(','),
});

const corsOf = (origins: string) => ({
  allowedOrigins: origins.split(','),
  allowedMethods: ['GET', 'POST', 'OPTIONS'],
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
