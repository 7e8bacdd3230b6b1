// npm run parked: the records that a consumer could not process, by the service's parked function.
import { hostname, userInfo } from 'node:os';
import { stepOn } from '../stack/progress.ts';
import { FunctionFailed } from './invoke.ts';
import { operation } from './operation.ts';
import { type Found, type ParkedRecords, parkedRecords, type Redriven } from './parked-records.ts';
import { count, printable, printableJson } from './print.ts';
import { readableRecord } from './readable-record.ts';

const HELP = `npm run parked -- list | show ID | redrive ID | redrive --all | discard ID --reason TEXT

What a consumer could not process is kept in its service's table. An ID is topic-partition-offset,
and -timestamp where another record had that one before its topic was made anew.

  list                id, service, time and reason of each, separated by tabs
  show ID             the record as JSON; key, value and headers as text where they are UTF-8, else in base64
  redrive ID          gives it to its consumer again: applied it is gone, else it stays, with the new reason
  redrive --all       each of them
  discard ID          throws it away; the service's log keeps who did it and why

  --reason TEXT       of discard: why
  --service NAME      users or orders: only what this service parked`;

const options = {
  all: { type: 'boolean' },
  reason: { type: 'string' },
  service: { type: 'string' },
} as const;

await operation({ help: HELP, options }, async ({ stage, options, words, signal }) => {
  const [action, id, ...others] = words;
  const records = parkedRecords({ stage, signal, service: options.service as string | undefined });
  if (others.length > 0) throw new Error(`${others.join(' ')}: give one id, see --help`);
  if (action === 'list' && !id) return list(records);
  if (action === 'redrive' && options.all && !id) return redriveAll(records);
  if (action !== 'show' && action !== 'redrive' && action !== 'discard') {
    throw new Error(
      `"${words.join(' ')}" is no command: list, show ID, redrive ID, redrive --all or discard ID --reason TEXT`,
    );
  }
  if (!id) throw new Error(`${action} what? Give an id, as npm run parked -- list prints it`);
  const reason = String(options.reason ?? '').trim();
  if (action === 'discard' && !reason)
    throw new Error('discard wants a --reason: it is all that is kept of the record');

  if (action === 'show') {
    const { record, ...head } = await records.find(id);
    console.log(printableJson({ ...head, record: readableRecord(record) }));
  } else if (action === 'redrive') {
    const found = await records.find(id);
    report(found, await records.redrive(found));
  } else {
    await records.discard(id, { reason, by: `${userInfo().username}@${hostname()}` });
    console.log(`${id} is discarded`);
  }
});

async function list(records: ParkedRecords): Promise<void> {
  for await (const { id, service, parked_at, reason } of records.list()) {
    console.log([id, service, parked_at, reason].map((text) => printable(text)).join('\t'));
  }
}

async function redriveAll(records: ParkedRecords): Promise<void> {
  const others: [Found, Redriven][] = [];
  const stillParked = () => others.filter(([, redriven]) => redriven).length;
  let applied = 0;
  await stepOn(process.stderr)('Redriving', async (detail) => {
    for await (const found of records.list()) {
      const redriven = await records.redrive(found).catch(toReason);
      if (redriven && !redriven.reason) applied++;
      else others.push([found, redriven]);
      detail(`${applied} applied, ${stillParked()} still parked`);
    }
  });
  for (const [found, redriven] of others) report(found, redriven);
  console.log(`${count(applied, 'record')} applied, ${stillParked()} still parked`);
}

/** What can't be redriven must not keep those behind it. */
function toReason(error: Error): Redriven {
  if (error instanceof FunctionFailed) return { reason: error.message };
  throw error;
}

function report({ id, service }: Found, redriven: Redriven): void {
  if (redriven?.reason) {
    console.error(`${id} stays parked: ${printable(redriven.reason)}`);
    process.exitCode = 1;
  } else console.log(redriven ? `${id} is applied by ${service}, and parked no more` : `${id} is no longer parked`);
}
