import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Settings } from '../../stack/settings.ts';
import { badRequests } from './bad-requests.ts';
import type { Request } from './plan.ts';
import { sendPoison } from './poison.ts';
import { type Post, type Sent, sendPost } from './post.ts';

/** How long the answer to a keyed request, or a poison's confirmation, is waited for. */
const ANSWERED_WITHIN_MS = 300_000;
const CLIENTS = 6;

/** What the load did, as far as it is. */
export interface Load {
  readonly sent: readonly Sent[];
  /** How many requests the plan has: fewer are sent where the clients had to wait. */
  readonly planned: number;
  /** The ids of the poison that the broker confirmed, and of the rest. */
  readonly poison: readonly { readonly id: number; readonly confirmed: boolean }[];
  /** Resolves when all is sent and answered, or its time is over. */
  readonly done: Promise<void>;
}

/**
 * Sends the requests in their order, from a few clients that each do one after the other: while the system is away,
 * the load waits, as its users would.
 */
export function startLoad(
  requests: readonly Request[],
  settings: Settings,
  durationMs: number,
  signal: AbortSignal,
): Load {
  const sent: Sent[] = [];
  const poison: { id: number; confirmed: boolean }[] = [];
  const byIndex = new Map<number, Sent>();
  // Names that no other run on the same data has; nothing of the plan depends on them.
  const run = randomUUID().slice(0, 8);
  const remaining = requests.entries();
  const end = Date.now() + durationMs;
  const paceMs = (durationMs / Math.max(requests.length, 1)) * CLIENTS;

  async function client(): Promise<void> {
    for (const [index, request] of remaining) {
      if (Date.now() > end) return;
      const pace = delay(paceMs, undefined, { signal });
      await Promise.all([perform(index, request), pace]);
    }
  }

  async function perform(index: number, request: Request): Promise<void> {
    if (request.kind === 'poison') {
      const one = { id: index, confirmed: false };
      poison.push(one);
      one.confirmed = await sendPoison(settings.kafkaPort, { id: index, variant: request.variant }, patience());
      return;
    }
    const one: Sent = { index, post: toPost(index, request), attempts: 0 };
    sent.push(one);
    byIndex.set(index, one);
    await sendPost(`http://127.0.0.1:${settings.httpPort}`, one, patience());
  }

  const patience = () => ({ withinMs: ANSWERED_WITHIN_MS, signal });

  function toPost(index: number, request: Exclude<Request, { kind: 'poison' }>): Post {
    const key = `${run}-${index}`;
    const json = { type: 'application/json' };
    switch (request.kind) {
      case 'user':
        return { ...json, path: '/users', body: user(index, 'Ada'), key: request.keyed ? key : undefined };
      case 'order':
        return { ...json, path: '/orders', body: order(index, request.of), key: request.keyed ? key : undefined };
      case 'taken e-mail':
        return { ...json, path: '/users', body: user(request.of, 'Bob'), key };
      case 'repeat':
        return (byIndex.get(request.of) as Sent).post;
      case 'other body':
        return otherBody((byIndex.get(request.of) as Sent).post, index);
      default: {
        const { status, ...bad } = badRequests[request.variant] ?? badRequests[0];
        return { ...bad, key, refusedWith: status };
      }
    }
  }

  const user = (index: number, name: string) => JSON.stringify({ email: `${run}-${index}@example.com`, name });

  /** Its amount tells which request it came from. */
  const order = (index: number, of: number) =>
    JSON.stringify({ user_id: userIdOf(of), amount: ((index + 1) / 100).toFixed(2) });

  /** Of the user where its answer is there, else of the last one that has one; else nobody's. */
  const userIdOf = (index: number) =>
    byIndex.get(index)?.created?.id ??
    sent.findLast(({ post, created }) => post.path === '/users' && created)?.created?.id ??
    nobody(0);

  return {
    sent,
    planned: requests.filter(({ kind }) => kind !== 'poison').length,
    poison,
    done: Promise.all(Array.from({ length: CLIENTS }, client)).then(() => {}),
  };
}

/** The key and the e-mail (the amount) stay. */
function otherBody(post: Post, index: number): Post {
  const body = JSON.parse(post.body);
  const other = post.path === '/users' ? { ...body, name: 'Eve' } : { ...body, user_id: nobody(index + 1) };
  return { ...post, body: JSON.stringify(other) };
}

/** An id that no user has. */
const nobody = (number: number) => `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`;
