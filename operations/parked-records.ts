import type { MSKRecord } from 'aws-lambda';
import type { ParkedRequest } from '../functions/shared/parked.ts';
import { invoke } from './invoke.ts';
import type { ServiceName, Stage } from './stage.ts';

/** A parked record, and who parked it. */
export interface Found {
  readonly id: string;
  readonly service: ServiceName;
  readonly reason: string;
  readonly parked_at: string;
}

/** With a reason it stays parked, without one it is applied; null where it was not parked any more. */
export type Redriven = { readonly reason?: string } | null;

export type ParkedRecords = ReturnType<typeof parkedRecords>;

/** The parked records of both services, or of one. */
export function parkedRecords({
  stage,
  signal,
  service,
}: {
  stage: Stage;
  signal: AbortSignal;
  service: string | undefined;
}) {
  const services = (['users', 'orders'] as const).filter((name) => service === undefined || name === service);
  if (services.length === 0) throw new Error(`--service is ${service}: it must be users or orders`);
  const ask = <Answer>(name: ServiceName, request: ParkedRequest) =>
    invoke<Answer>(stage, `${name}Parked`, request, signal);

  return {
    async *list(): AsyncGenerator<Found> {
      for (const name of services) {
        let cursor: string | null = null;
        do {
          const page: Page = await ask<Page>(name, { action: 'list', ...(cursor && { cursor }) });
          for (const { sk, ...head } of page.heads) yield { id: sk, service: name, ...head };
          cursor = page.next_cursor;
        } while (cursor);
      }
    },

    /** @throws where there is none, or one in each service */
    async find(id: string): Promise<Found & { record: Partial<MSKRecord> }> {
      const answers = await Promise.all(
        services.map(async (name) => ({
          service: name,
          answer: await ask<Shown | null>(name, { action: 'show', id }),
        })),
      );
      const [found, ...others] = answers.flatMap(({ service, answer }) => (answer ? [{ service, ...answer }] : []));
      if (!found) throw new Error(`${services.join(' and ')} have parked no record ${id}: see npm run parked -- list`);
      if (others.length > 0) throw new Error(`Both services have parked a record ${id}: say which, with --service`);
      return found;
    },

    redrive({ id, service }: Found): Promise<Redriven> {
      return ask<Redriven>(service, { action: 'redrive', id });
    },

    /** With one service asked for, also what is left of a record that can't be shown. */
    async discard(id: string, why: { reason: string; by: string }): Promise<void> {
      const [only, ...others] = services;
      const name = only && others.length === 0 ? only : (await this.find(id)).service;
      if (!(await ask(name, { action: 'discard', id, ...why }))) throw new Error(`${name} has parked no record ${id}`);
    },
  };
}

interface Page {
  heads: { sk: string; reason: string; parked_at: string }[];
  next_cursor: string | null;
}

type Shown = Omit<Found, 'service'> & { record: Partial<MSKRecord> };
