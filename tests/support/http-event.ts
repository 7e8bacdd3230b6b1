import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import type { HttpResponse } from '../../functions/shared/http.ts';

type Handler = (event: APIGatewayProxyEventV2, context: Context) => unknown;

interface Request {
  body?: string;
  isBase64Encoded?: boolean;
  headers?: Record<string, string>;
  query?: Record<string, string>;
  path?: Record<string, string>;
  authorizer?: unknown;
}

/** Calls an HTTP function as API Gateway does (payload format 2.0), and reads its JSON. */
export async function request(
  handler: unknown,
  route: string,
  { body, isBase64Encoded = false, headers, query, path, authorizer }: Request = {},
) {
  const [method = '', rawPath = ''] = route.split(' ');
  const event = {
    version: '2.0',
    routeKey: route,
    rawPath,
    headers: headers ?? { 'content-type': 'application/json' },
    queryStringParameters: query,
    pathParameters: path,
    requestContext: { http: { method, path: rawPath }, authorizer },
    body,
    isBase64Encoded,
  } as unknown as APIGatewayProxyEventV2;
  const response = (await (handler as Handler)(event, lambdaContext())) as HttpResponse;
  return {
    status: response.statusCode,
    headers: response.headers ?? {},
    body: response.body,
    json: JSON.parse(response.body ?? 'null'),
  };
}

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
