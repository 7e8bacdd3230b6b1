import { createHash } from 'node:crypto';
import { HttpError } from './errors.ts';
import type { HttpEvent, HttpResponse } from './http.ts';

const KEPT_SECONDS = 24 * 60 * 60;

/** What a table keeps of a key: which request it was, and the 201 that this was answered with. */
export interface IdempotencyItem {
  readonly pk: string;
  readonly sk: 'IDEMPOTENCY';
  readonly fingerprint: string;
  readonly location: string;
  readonly body: string;
  /** Epoch seconds: the table's TTL attribute. */
  readonly expires_at: number;
}

/**
 * The item that makes a repeated POST harmless (draft-ietf-httpapi-idempotency-key-header): it is written with the
 * resource. Undefined where the request has no `Idempotency-Key`; a header that holds none is a 400.
 *
 * @param body the validated one: the same request in another spelling is the same request
 * @param answer the 201 that repeats get, too
 */
export function idempotencyItem(
  event: HttpEvent,
  body: unknown,
  answer: HttpResponse,
  now = Date.now(),
): IdempotencyItem | undefined {
  const header = event.headers['idempotency-key'];
  if (header === undefined) return undefined;
  return {
    pk: `IDEMPOTENCY#${sha256([callerOf(event), readKey(header)])}`,
    sk: 'IDEMPOTENCY',
    fingerprint: sha256([event.routeKey, body]),
    location: String(answer.headers?.location),
    body: answer.body ?? '',
    expires_at: Math.floor(now / 1_000) + KEPT_SECONDS,
  };
}

/** The key, be it quoted as the draft wants it (a string of RFC 8941, section 3.3.3) or bare as many clients send it. */
export function readKey(header: string): string {
  const key = header.startsWith('"') ? QUOTED.exec(header)?.[1]?.replaceAll(/\\(.)/g, '$1') : header;
  if (key && VISIBLE.test(key)) return key;
  throw new HttpError(400, 'Idempotency-Key must be 1 to 255 visible ASCII characters, bare or in double quotes');
}

const QUOTED = /^"((?:[^"\\]|\\["\\])*)"$/;
const VISIBLE = /^[!-~]{1,255}$/;

/**
 * One caller's keys are not another's: an IAM user's, a role's, a JWT's subject (a client's without one). Stage `local` has no
 * authorizer, so there all callers are one.
 */
function callerOf(event: HttpEvent): unknown {
  const { iam, jwt } = (event.requestContext as Authorized).authorizer ?? {};
  if (jwt) return { iss: jwt.claims.iss, sub: jwt.claims.sub ?? jwt.claims.client_id };
  // A role's session has a name of its own after each start: the retry of a crashed caller comes from another one.
  return { arn: iam?.userArn.replace(/(:assumed-role\/[^/]+)\/.*/, '$1') };
}

/** API Gateway: "Working with AWS Lambda authorizers / IAM / JWT for HTTP APIs", payload format 2.0. */
interface Authorized {
  authorizer?: { iam?: { userArn: string }; jwt?: { claims: Record<string, unknown> } };
}

/** JSON keeps the parts apart, whatever characters they hold. */
const sha256 = (parts: unknown[]) => createHash('sha256').update(JSON.stringify(parts)).digest('hex');
