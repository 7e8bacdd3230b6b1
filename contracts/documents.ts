import path from 'node:path';
import { asyncapi } from './asyncapi.ts';
import { openapi } from './openapi.ts';

const file = (name: string) => path.join(import.meta.dirname, name);

/** The documents that are kept in the repository, as they must be now. */
export const documents = () => [
  { file: file('openapi.json'), text: toText(openapi()) },
  { file: file('asyncapi.json'), text: toText(asyncapi()) },
];

export const toText = (json: object) => `${JSON.stringify(json, null, 2)}\n`;
