import { type Patience, until } from '../../stack/until.ts';

export interface Post {
  readonly path: string;
  readonly type: string;
  readonly body: string;
  readonly key?: string | undefined;
  /** What it must be answered with, where it is bad on purpose. */
  readonly refusedWith?: number;
}

/** A POST, and what came of it. Without a status it was never answered. */
export interface Sent {
  readonly index: number;
  readonly post: Post;
  attempts: number;
  status?: number;
  /** The body of a 201. */
  created?: { readonly id: string };
}

/** Longer than a function's timeout. */
const ANSWER_WITHIN_MS = 40_000;

/** Sends it; with a key until it is answered, since it is safe then. An answer of 500 and more says nothing certain. */
export async function sendPost(baseUrl: string, sent: Sent, patience: Patience): Promise<void> {
  try {
    if (sent.post.key) await until(() => attempt(baseUrl, sent, patience.signal), { ...patience, everyMs: 300 });
    else await attempt(baseUrl, sent, patience.signal);
  } catch {
    // Not answered: the tally finds it.
    patience.signal?.throwIfAborted();
  }
}

async function attempt(baseUrl: string, sent: Sent, signal: AbortSignal | undefined): Promise<void> {
  const { path, type, body, key } = sent.post;
  sent.attempts++;
  const timeout = AbortSignal.timeout(ANSWER_WITHIN_MS);
  const response = await fetch(baseUrl + path, {
    method: 'POST',
    headers: { 'content-type': type, ...(key && { 'idempotency-key': key }) },
    body,
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
  });
  const answer = (await response.json()) as { id: string };
  if (response.status >= 500) throw new Error(`${path} answered ${response.status}`);
  sent.status = response.status;
  if (response.status === 201) sent.created = answer;
}
