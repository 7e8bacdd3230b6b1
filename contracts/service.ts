import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

interface Trigger {
  readonly httpApi?: string;
  readonly msk?: { readonly topic: string };
}

const { functions } = parse(readFileSync('serverless.yml', 'utf8'), { logLevel: 'error' });

// What is there on some stages only is a text here, and no part of the service.
const triggers = Object.entries<{ events?: Trigger[] }>(functions).flatMap(([key, { events = [] }]) =>
  events.map((trigger) => ({ key, trigger })),
);

/** The routes of serverless.yml with their function's key; the fallback is none. */
export const routes = triggers.flatMap(({ key, trigger: { httpApi = '*' } }) => {
  const [method = '', path = ''] = httpApi.split(' ');
  return httpApi === '*' ? [] : [{ key, method: method.toLowerCase(), path }];
});

/** The functions of serverless.yml that consume a topic. */
export const consumers = triggers.flatMap(({ key, trigger: { msk } }) => (msk ? [{ key, topic: msk.topic }] : []));

export const version: string = JSON.parse(readFileSync('package.json', 'utf8')).version;
