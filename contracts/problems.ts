import { STATUS_CODES } from 'node:http';
import * as z from 'zod';
import type { ZodOpenApiResponseObject } from 'zod-openapi';

export const requestId = z.string().meta({
  description: 'The id of the request, which is in the log.',
  header: { id: 'x-request-id' },
});

const FieldError = z.union([
  z.object({ pointer: z.string().meta({ description: 'JSON pointer into the body (RFC 6901)' }), detail: z.string() }),
  z.object({ parameter: z.string().meta({ description: 'Name of the query parameter' }), detail: z.string() }),
]);

const Problem = z
  .object({
    type: z.literal('about:blank'),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    errors: z.array(FieldError).optional(),
    request_id: z.string(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457. `errors` names every wrong field.' });

const DESCRIPTIONS = {
  400: 'The Idempotency-Key is not 1 to 255 visible ASCII characters, quoted or bare.',
  404: 'Nothing is there.',
  409: 'The e-mail belongs to a user already.',
  413: 'The body is larger than 64 KiB.',
  415: 'The body is not application/json.',
  422: 'What was sent breaks its schema, or the Idempotency-Key came before with another body.',
  500: 'Something went wrong on our side. What was sent may be sent again.',
};

const RESPONSES = Object.fromEntries(
  Object.entries(DESCRIPTIONS).map(([status, description]): [string, ZodOpenApiResponseObject] => [
    status,
    {
      id: STATUS_CODES[status]?.replaceAll(' ', '') ?? '',
      description,
      headers: z.object({ 'x-request-id': requestId }),
      content: { 'application/problem+json': { schema: Problem } },
    },
  ]),
);

/** The answers to what went wrong, by status. */
export const problems = (...statuses: (keyof typeof DESCRIPTIONS)[]) =>
  Object.fromEntries(statuses.map((status) => [status, RESPONSES[status] ?? {}]));
