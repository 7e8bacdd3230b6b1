import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';

export interface SeenByPage {
  readonly status: number;
  /** What the answer allows to be read by, undefined where it allows nothing. */
  readonly allowOrigin: string | undefined;
  readonly body: string;
}

/** Sends a request as a page of another site does: fetch, outside a browser, lets nobody say who `Host` or `Origin` is. */
export async function fromPage(
  url: string,
  options: { method?: string; headers: Record<string, string>; body?: string },
): Promise<SeenByPage> {
  const sent = request(url, { method: 'POST', ...options }).end(options.body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const { statusCode = 0, headers } = response;
  return { status: statusCode, allowOrigin: headers['access-control-allow-origin'], body: await text(response) };
}
