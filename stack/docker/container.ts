import type { Service } from '../service.ts';
import { until } from '../until.ts';
import type { Compose } from './compose.ts';

/** A container of the Compose project, with the data that lies in it. */
export class Container implements Service {
  readonly name: string;
  readonly #compose: Compose;
  readonly #answers: () => Promise<unknown>;

  /** @param name the service's in docker-compose.yml */
  constructor(name: string, compose: Compose, answers: () => Promise<unknown>) {
    this.name = name;
    this.#compose = compose;
    this.#answers = answers;
  }

  get exited(): Promise<string> {
    return this.#compose.run(['wait', this.name]).then(
      (code) => `exit code ${code.trim()}`,
      (error) => error.message,
    );
  }

  async stop(): Promise<void> {
    await this.#compose.run(['stop', this.name]);
  }

  async kill(): Promise<void> {
    await this.#compose.run(['kill', this.name]);
  }

  async suspend(): Promise<void> {
    await this.#compose.run(['pause', this.name]);
  }

  async resume(): Promise<void> {
    await this.#compose.run(['unpause', this.name]);
  }

  async restart(): Promise<void> {
    await this.#compose.run(['start', this.name]);
    await until(this.#answers, { withinMs: 60_000 });
  }

  logTail(): string {
    return `The end of its log:\n${this.#compose.runSync(['logs', '--no-log-prefix', '--tail', '20', this.name])}`;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}
