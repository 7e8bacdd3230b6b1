import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { PlainContract } from './plain-contract.ts';

/** The last released form of the event; throws where it was never released. */
export function readReleased(type: string): PlainContract {
  try {
    return JSON.parse(readFileSync(releasedFile(type), 'utf8'));
  } catch (cause) {
    const fix = 'a new event is released by npm run contracts -- --release';
    throw new Error(`${type} has no released contract in ${releasedFile(type)}: ${fix}`, { cause });
  }
}

export const releasedFile = (type: string) => path.join(import.meta.dirname, 'released', `${type}.json`);
