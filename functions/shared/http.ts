import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy, { type MiddlewareObj } from '@middy/core';
import jsonBodyParser from '@middy/http-json-body-parser';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type * as z from 'zod';
import { HttpError, unprocessable } from './errors.ts';
import { hasRoundedNumber } from './exact-json.ts';
import { logger } from './logger.ts';
import { fieldErrors, problem } from './problem.ts';

const MAX_BODY_BYTES = 64 * 1024;

export type HttpEvent = APIGatewayProxyEventV2;
export type HttpResponse = APIGatewayProxyStructuredResultV2;

interface HttpRequest<Body, Query> {
  readonly body: Body;
  readonly query: Query;
  /** A parameter of the route's path. */
  path(name: string): string;
  readonly event: HttpEvent;
}

/**
 * An HTTP API function (payload format 2.0). What a schema refuses is answered with 422, an `HttpError` with its own
 * status, anything else with a 500 that says nothing of the inside. Every answer carries `x-request-id`, as the log does.
 */
export function http<Body = undefined, Query = undefined>(
  schemas: { body?: z.ZodType<Body>; query?: z.ZodType<Query> },
  answer: (request: HttpRequest<Body, Query>) => Promise<HttpResponse>,
) {
  return middy<HttpEvent, HttpResponse>()
    .use(injectLambdaContext(logger))
    .use(answered())
    .use(schemas.body ? [readable(), jsonBodyParser()] : [])
    .handler((event) =>
      answer({
        body: parse(schemas.body, event.body, (path) => ({ pointer: path.map((key) => `/${toToken(key)}`).join('') })),
        query: parse(schemas.query, event.queryStringParameters ?? {}, (path) => ({ parameter: path.join('.') })),
        path: (name) => event.pathParameters?.[name] ?? '',
        event,
      }),
    );
}

export const ok = (body: object): HttpResponse => json(200, body);

export const created = (location: string, body: object): HttpResponse => json(201, body, { location });

const json = (statusCode: number, body: object, headers = {}): HttpResponse => ({
  statusCode,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

/** Makes a problem of an error, puts the request id on the answer and writes the access log. */
function answered(): MiddlewareObj<HttpEvent, HttpResponse> {
  const finish = (event: HttpEvent, requestId: string, response: HttpResponse) => {
    const { method, path } = event.requestContext.http;
    logger.info(`${method} ${path} ${response.statusCode}`, { method, path, status: response.statusCode });
    return { ...response, headers: { ...response.headers, 'x-request-id': requestId } };
  };
  return {
    after: (request) => {
      request.response = finish(request.event, request.context.awsRequestId, request.response ?? {});
    },
    onError: (request) => {
      const { awsRequestId } = request.context;
      request.response = finish(request.event, awsRequestId, problem(request.error, awsRequestId));
    },
  };
}

/** Before the parser: no body, more of it than anyone needs, or a number in it that the parser would round. */
function readable(): MiddlewareObj<HttpEvent, HttpResponse> {
  return {
    before: ({ event: { body, isBase64Encoded } }) => {
      if (!body) throw unprocessable([{ pointer: '', detail: 'a JSON body is required' }]);
      const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
      if (bytes.length > MAX_BODY_BYTES) throw new HttpError(413, `The body may have ${MAX_BODY_BYTES} bytes at most`);
      if (hasRoundedNumber(bytes.toString())) {
        throw unprocessable([{ pointer: '', detail: 'a number may have 15 significant digits at most' }]);
      }
    },
  };
}

function parse<T>(schema: z.ZodType<T> | undefined, input: unknown, place: Parameters<typeof fieldErrors>[1]): T {
  if (!schema) return undefined as T;
  const { success, data, error } = schema.safeParse(input);
  if (!success) throw unprocessable(fieldErrors(error, place));
  return data;
}

/** RFC 6901, section 3. */
const toToken = (key: PropertyKey) => String(key).replaceAll('~', '~0').replaceAll('/', '~1');
