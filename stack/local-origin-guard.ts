import { subscribe } from 'node:diagnostics_channel';
import { Server } from 'node:http';
import { isForeign, refuse } from './foreign-request.ts';

/** Of an osls instance, what is read. */
interface Serverless {
  readonly service: {
    readonly provider: { readonly httpApi?: { readonly cors?: { readonly allowedOrigins?: readonly string[] } } };
  };
  readonly processedInput: { readonly commands: readonly string[] };
}

/**
 * Serverless plugin: whatever listens in the process of `serverless offline` (the HTTP API, Lambda's endpoint, the metrics)
 * refuses what a foreign web page sends. serverless-offline has no option for that and keeps its servers to itself, but
 * Node.js names each one that begins to listen (Node.js documentation, "Diagnostics Channel", `net.server.listen`). Not with
 * `--httpsProtocol`: HTTPS servers are left as they are.
 */
export default class LocalOriginGuard {
  readonly hooks: Record<string, () => void>;

  constructor({ service, processedInput }: Serverless) {
    const allowedOrigins = () => service.provider.httpApi?.cors?.allowedOrigins;
    this.hooks = {
      initialize: () => {
        if (processedInput.commands[0] !== 'offline') return;
        subscribe('tracing:net.server.listen:asyncStart', (message) => {
          const { server } = message as { server: object };
          if (server instanceof Server) guard(server, allowedOrigins);
        });
      },
    };
  }
}

/** Stands before those who answer the server's requests. */
function guard(server: Server, allowedOrigins: () => readonly string[] | undefined): void {
  const answers = server.listeners('request');
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    if (isForeign(request, allowedOrigins())) return refuse(response);
    for (const answer of answers) answer.call(server, request, response);
  });
}
