import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import type { HttpResponse } from '../../functions/shared/http.ts';

type Handler = (event: APIGatewayProxyEventV2, context: Context) => unknown;

export interface Request {
  body?: string;
  isBase64Encoded?: boolean;
  headers?: Record<string, string>;
  query?: Record<string, string>;
  path?: Record<string, string>;
  /** Who calls, as API Gateway's authorizer found. */
  authorizer?: unknown;
}

/** Calls an HTTP function as API Gateway does, and reads its JSON. */
export async function request(handler: unknown, route: string, request?: Request) {
  return toAnswer((await (handler as Handler)(httpEvent(route, request), lambdaContext())) as HttpResponse);
}

/** Payload format 2.0. */
export function httpEvent(
  route: string,
  { body, isBase64Encoded = false, headers, query, path, authorizer }: Request = {},
) {
  const [method = '', rawPath = ''] = route.split(' ');
  return {
    version: '2.0',
    rawPath,
    headers: headers ?? { 'content-type': 'application/json' },
    queryStringParameters: query,
    pathParameters: path,
    routeKey: route,
    requestContext: { http: { method, path: rawPath }, authorizer },
    body,
    isBase64Encoded,
  } as unknown as APIGatewayProxyEventV2;
}

export const toAnswer = ({ statusCode: status, headers = {}, body = 'null' }: HttpResponse) => ({
  status,
  headers,
  body,
  json: JSON.parse(body),
});

/** A context as Lambda gives it, with an id of its own. */
export const lambdaContext = (awsRequestId: string = crypto.randomUUID()) =>
  ({
    awsRequestId,
    functionName: 'test',
    functionVersion: '$LATEST',
    invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:test',
    memoryLimitInMB: '512',
    getRemainingTimeInMillis: () => 30_000,
  }) as unknown as Context;
