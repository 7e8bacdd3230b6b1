import { isUtf8 } from 'node:buffer';
import type { KafkaRecord } from '../record.ts';

/** What patterns see of a key or a value. */
export interface Data {
  /** JSON is an object or an array, text everything else in UTF-8. Other bytes, and a tombstone, are in no form. */
  readonly form: 'text' | 'JSON' | 'none';
  /** The data under its name. */
  readonly candidate: object;
}

/** Decodes what it is asked for, once. */
export class DecodedRecord {
  readonly #record: KafkaRecord;
  #key: Data | undefined;
  #value: Data | undefined;

  constructor(record: KafkaRecord) {
    this.#record = record;
  }

  get metadata(): object {
    const { topic, partition, offset, timestampMs, timestampType } = this.#record;
    return { topic, partition, offset, timestamp: timestampMs, timestampType };
  }

  get key(): Data {
    this.#key ??= decode('key', this.#record.key);
    return this.#key;
  }

  get value(): Data {
    this.#value ??= decode('value', this.#record.value);
    return this.#value;
  }
}

function decode(name: 'key' | 'value', bytes: Buffer | null): Data {
  if (bytes === null || !isUtf8(bytes)) return { form: 'none', candidate: {} };

  const text = bytes.toString();
  const json = jsonIn(text);
  return json ? { form: 'JSON', candidate: { [name]: json } } : { form: 'text', candidate: { [name]: text } };
}

function jsonIn(text: string): object | undefined {
  if (!/^[\t\n\r ]*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
