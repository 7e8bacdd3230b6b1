import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { Log } from './log.ts';
import { MetricsCollector } from './metrics-collector.ts';
import { toJson, toPrometheus } from './metrics-formats.ts';

export interface StatusServer {
  /** Undefined where the port was taken. */
  readonly url: string | undefined;
  stop(): Promise<void>;
}

/**
 * Serves the metrics of this process' event sources on 127.0.0.1: `/metrics` for Prometheus and `/metrics.json`. To be
 * started before the event sources. A port in use is a warning: they do without it.
 */
export async function startStatusServer(port: number, log: Log): Promise<StatusServer> {
  const collector = new MetricsCollector();
  const server = createServer(({ method, url = '' }, response) => {
    if (method !== 'GET') return answer(response, 405, 'text/plain', 'only GET is allowed\n');
    const [pathname] = url.split('?');
    if (pathname === '/metrics') return answer(response, 200, 'text/plain; version=0.0.4', toPrometheus(collector.all));
    if (pathname === '/metrics.json')
      return answer(response, 200, 'application/json', JSON.stringify(toJson(collector.all)));
    answer(response, 404, 'text/plain', 'there are /metrics and /metrics.json\n');
  });
  const url = await listen(server, port, log);
  return {
    url,
    async stop() {
      collector.stop();
      if (!server.listening) return;
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function listen(server: Server, port: number, log: Log): Promise<string | undefined> {
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    return `http://127.0.0.1:${typeof address === 'object' ? address?.port : port}`;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === 'EADDRINUSE' ? `port ${port} of 127.0.0.1 is in use` : message;
    log.warning(`metrics are not served: ${reason}. Set statusPort to a free port, or to false`);
    return undefined;
  }
}

function answer(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': `${type}; charset=utf-8`, ...(status === 405 && { allow: 'GET' }) });
  response.end(body);
}
