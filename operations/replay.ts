// npm run replay: what a table holds is announced again, by the service's replay function, a few seconds at a time.
import pRetry from 'p-retry';
import { ReplayRequest, type ReplayResult } from '../functions/shared/replay-request.ts';
import { stepOn } from '../stack/progress.ts';
import { FunctionFailed, invoke } from './invoke.ts';
import { operation } from './operation.ts';
import { bar, count, printable } from './print.ts';

const PUBLISHERS = new Map([
  ['user_created', 'users'],
  ['order_created', 'orders'],
]);

const HELP = `npm run replay -- --event NAME [--since TIME] [--dry-run] [--rate N] [--restart]

Announces again what the publisher's table holds: events have the ids that they had the first time, so consumers end in
the same state. Stopped, by Ctrl-C or otherwise, the same command within a day goes on where it was.

  --event NAME        ${[...PUBLISHERS.keys()].join(' or ')}
  --since TIME        only what was created at that time or later, as in 2026-01-01T00:00:00Z
  --dry-run           counts what would be announced
  --rate N            events in a second, at most: 200 where none is given, 1 to 10000
  --restart           begins anew, whatever an earlier replay did`;

/** An answer every few seconds, for the progress. */
const WITHIN_MS = 2_000;

/** Of a function that failed, after its own retries: three minutes. */
const RETRIES = { retries: 9, minTimeout: 500, maxTimeout: 30_000 };

const options = {
  event: { type: 'string' },
  since: { type: 'string' },
  rate: { type: 'string' },
  'dry-run': { type: 'boolean' },
  restart: { type: 'boolean' },
} as const;

await operation({ help: HELP, options }, async ({ stage, options, words, signal }) => {
  if (words.length > 0) throw new Error(`${words.join(' ')}: replay takes options only, see --help`);
  const service = PUBLISHERS.get(String(options.event));
  if (!service)
    throw new Error(`--event is ${options.event ?? 'missing'}: it must be ${[...PUBLISHERS.keys()].join(' or ')}`);
  let request = readRequest(options);

  const { position } = await stepOn(process.stderr)(`Replaying ${options.event}`, async (detail) => {
    const oneAnswer = () =>
      pRetry(() => invoke<ReplayResult>(stage, `${service}Replay`, request, signal), {
        ...RETRIES,
        signal,
        shouldRetry: ({ error }) => error instanceof FunctionFailed,
        onFailedAttempt: ({ error }) => detail(`${printable(error.message)}. Trying again.`),
      });
    for (;;) {
      const { position, done, taken_over, resumed_at, table_items } = await oneAnswer();
      if (resumed_at)
        console.error(`\nGoes on where an earlier one was stopped, after ${count(resumed_at.announced, 'event')}`);
      if (done) return { position };
      if (taken_over)
        throw new Error(
          `Another replay took over after ${count(position.announced, 'event')}: two of one event cannot run at once`,
        );
      detail(`${bar(position.scanned, table_items)} ${count(position.announced, 'event')}`);
      request = { ...request, restart: false, position };
    }
  });

  console.log(
    `${count(position.announced, `${options.event} event`)} ${options['dry-run'] ? 'would be announced' : 'announced'}`,
  );
  if (position.refused.length === 0) return;
  throw new Error(
    `Publish can make no event of ${position.refused.length === 100 ? 'at least ' : ''}${count(position.refused.length, 'item')}: ${printable(position.refused.join(', '))}. The log of ${service}Replay names them all.`,
  );
});

function readRequest({
  since,
  rate,
  'dry-run': dryRun,
  restart,
}: Record<string, string | boolean | undefined>): object & { restart?: boolean; position?: object } {
  const request = {
    ...(since !== undefined && { since }),
    ...(rate !== undefined && { rate: Number(rate) }),
    ...{ dry_run: dryRun === true, restart: restart === true, within_ms: WITHIN_MS },
  };
  const { error } = ReplayRequest.safeParse(request);
  const [wrong] = error?.issues.map(({ path }) => path[0]) ?? [];
  if (wrong === 'since') throw new Error(`--since is "${since}": it must be a time such as 2026-01-01T00:00:00Z`);
  if (wrong === 'rate') throw new Error(`--rate is "${rate}": it must be a whole number from 1 to 10000`);
  return request;
}
