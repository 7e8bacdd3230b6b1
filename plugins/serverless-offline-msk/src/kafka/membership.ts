import { setTimeout as delay } from 'node:timers/promises';
import type { Admin, Kafka } from 'kafkajs';
import { publish } from '../facts.ts';
import { Assignment, type AssignmentOptions } from './assignment.ts';
import { GroupMember } from './group-member.ts';
import { publishLag } from './lag.ts';

export interface MembershipOptions extends AssignmentOptions {
  readonly kafka: Kafka;
  readonly brokers: readonly string[];
}

const RECONNECT_MS = 1000;
/** For the last commit, and again for leaving: members that do not leave hold the group up until their session ends. */
const STOP_LIMIT_MS = 2000;
const LAG_INTERVAL_MS = 2000;

/** Keeps a mapping in its consumer group, for ever, whatever happens to brokers and topic, until it is stopped. */
export class Membership {
  readonly assignment: Assignment;
  readonly #options: MembershipOptions;
  readonly #admin: Admin;
  readonly #stopped = new AbortController();
  #life: Promise<void> = Promise.resolve();
  #problem: string | undefined;
  /** Since the partitions were read last. */
  #failures = 0;

  constructor(options: MembershipOptions) {
    this.#options = options;
    this.#admin = options.kafka.admin();
    this.assignment = new Assignment(options, this.#admin, this.#stopped.signal);
    this.assignment.onReady = () => this.#sayReady();
    this.assignment.onProblem = (error) => this.#say(error);
  }

  start(): void {
    this.#life = this.#live();
  }

  /** Commits and leaves the group, as far as the broker answers in time. */
  async stop(): Promise<void> {
    const limit = () => delay(STOP_LIMIT_MS, undefined, { ref: false });
    await Promise.race([this.assignment.commit(), limit()]);
    this.#stopped.abort();
    await Promise.race([this.#life, limit()]);
  }

  async #live(): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      try {
        await this.#beMember();
      } catch (error) {
        this.#say(error as Error);
        await delay(RECONNECT_MS, undefined, { signal }).catch(() => {});
      }
    }
    await this.#admin.disconnect().catch(() => {});
  }

  /** One life in the group: until this stops, or the member crashes. */
  async #beMember(): Promise<void> {
    const { kafka, mapping, dispatcher } = this.#options;
    const { consumerGroupId: groupId, topic, startingPosition } = mapping;
    await this.#admin.connect();
    if (!(await this.#admin.listTopics()).includes(topic)) {
      this.assignment.forget();
      throw new TopicMissing(topic);
    }
    if (this.#stopped.signal.aborted) return;

    const fromBeginning = startingPosition.kind !== 'LATEST';
    const member = new GroupMember({ kafka, groupId, topic, fromBeginning }, this.assignment);
    this.assignment.attach(member);
    const lag = setInterval(() => void publishLag(this.#admin, mapping, dispatcher), LAG_INTERVAL_MS);
    try {
      const membership = Promise.all([member.join(), member.crashed]);
      membership.catch(() => {});
      await Promise.race([membership, aborted(this.#stopped.signal)]);
    } finally {
      clearInterval(lag);
      this.assignment.detach();
      await member.leave().catch(() => {});
    }
  }

  #sayReady(): void {
    const { mapping, dispatcher, log } = this.#options;
    const { logicalId, consumerGroupId, topic } = mapping;
    const partitions = dispatcher.assigned.map(({ partition }) => `${topic}-${partition}`).join(', ');
    this.#problem = undefined;
    this.#failures = 0;
    log.notice(
      `${logicalId}: ready, group ${consumerGroupId} reads ${partitions || 'no partition: its other members have all'}`,
    );
  }

  /**
   * Once until it is over, however often and in how many ways it fails meanwhile. One failure is nothing to say: the
   * coordinator of a broker that has just started is still loading.
   */
  #say(error: Error): void {
    const { mapping, log } = this.#options;
    publish('polling-failed', mapping, { message: error.message });
    const problem = error instanceof TopicMissing ? 'topic missing' : 'polling failed';
    this.#failures += 1;
    if (problem === this.#problem || (problem === 'polling failed' && this.#failures === 1)) return;
    log.warning(`${mapping.logicalId}: ${problemOf(error, this.#options)}`);
    this.#problem = problem;
  }
}

class TopicMissing extends Error {}

function problemOf(error: Error, { brokers, mapping }: MembershipOptions): string {
  if (error instanceof TopicMissing) {
    return `topic ${mapping.topic} does not exist on ${brokers.join(',')}: waiting for it, create it`;
  }
  return `polling ${mapping.topic} on ${brokers.join(',')} failed, trying again: ${error.message}`;
}

const aborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
