import { STATUS_CODES } from 'node:http';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type * as z from 'zod';
import { type FieldError, HttpError, unprocessable } from './errors.ts';
import { logger } from './logger.ts';

/** RFC 9457 `application/problem+json`. An error that nobody foresaw is logged, and its answer says only that. */
export function problem(error: unknown, requestId: string): APIGatewayProxyStructuredResultV2 {
  const { status, message: detail, errors, headers } = toHttpError(error);
  return {
    statusCode: status,
    headers: { 'content-type': 'application/problem+json', ...headers },
    body: JSON.stringify({
      type: 'about:blank',
      title: STATUS_CODES[status],
      status,
      detail,
      errors,
      request_id: requestId,
    }),
  };
}

/** Every wrong field by its place, unknown fields by their own. */
export function fieldErrors(
  error: z.ZodError,
  place: (path: PropertyKey[]) => { pointer: string } | { parameter: string },
): FieldError[] {
  return error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ ...place([...issue.path, key]), detail: 'unknown field' }))
      : [{ ...place(issue.path), detail: issue.message }],
  );
}

function toHttpError(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  if (isParserError(error)) {
    if (error.statusCode === 415) return new HttpError(415, 'The body must be application/json');
    return unprocessable([{ pointer: '', detail: error.message }]);
  }
  logger.error('Unexpected error', { error });
  return new HttpError(500, 'Something went wrong on our side');
}

/** `@middy/http-json-body-parser`: 415 for another content type, 422 for what is no JSON. */
const isParserError = (error: unknown): error is Error & { statusCode: 415 | 422 } =>
  error instanceof Error && 'statusCode' in error && (error.statusCode === 415 || error.statusCode === 422);
