import { createRequire } from 'node:module';

interface RequestQueue {
  readonly pending: readonly unknown[];
  scheduleCheckPendingRequests(): void;
}

const QUIET = Symbol.for('serverless-offline-msk:quiet-requests');

/**
 * Each connection of kafkajs looks every millisecond for throttled requests, where there are none too, and sets its
 * timer to a negative time, which Node warns of (tulios/kafkajs#1751). From now on it looks while there are some.
 */
export function checkOnlyPendingRequests(): void {
  const require = createRequire(import.meta.url);
  const { prototype } = require('kafkajs/src/network/requestQueue') as { prototype: RequestQueue };
  const { scheduleCheckPendingRequests } = prototype;
  if (typeof scheduleCheckPendingRequests !== 'function' || QUIET in scheduleCheckPendingRequests) return;

  const scheduleIfPending = function (this: RequestQueue): void {
    if (this.pending.length > 0) scheduleCheckPendingRequests.call(this);
  };
  prototype.scheduleCheckPendingRequests = Object.assign(scheduleIfPending, { [QUIET]: true });
}
