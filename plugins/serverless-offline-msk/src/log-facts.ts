import { type Fact, onFacts } from './facts.ts';
import type { Log } from './log.ts';
import { batchLine, commitFailedLine, destinationFailedLine, givenUpLine, lagLine } from './log-lines.ts';

/**
 * Writes one line for each invocation, and one for whatever is given up or cannot be committed, until the function that
 * it returns is called. What concerns polling, the event source says itself.
 */
export function logFacts(log: Log, now = () => new Date()): () => void {
  const failures = new Map<string, Extract<Fact, { name: 'failed' }>>();
  const timed = (line: string) => `${timeOfDay(now())}  ${line}`;
  const logFailure = (requestId: string, next?: Extract<Fact, { name: 'retried' | 'split' }>) => {
    const failure = failures.get(requestId);
    if (failure) log.notice(timed(batchLine(failure, next)));
    failures.delete(requestId);
  };
  return onFacts((fact) => {
    switch (fact.name) {
      case 'succeeded':
        return log.notice(timed(batchLine(fact)));
      case 'failed':
        failures.set(fact.requestId, fact);
        // What comes next is published in the same tick; nothing is where the records are given up.
        return queueMicrotask(() => logFailure(fact.requestId));
      case 'retried':
      case 'split':
        return logFailure(fact.requestId, fact);
      case 'dead-lettered':
        return log.notice(timed(givenUpLine(fact)));
      case 'dropped':
        return log.warning(timed(givenUpLine(fact)));
      case 'destination-failed':
        return log.warning(timed(destinationFailedLine(fact)));
      case 'commit-failed':
        return log.warning(timed(commitFailedLine(fact)));
      case 'lag':
        return log.debug(timed(lagLine(fact)));
    }
  });
}

/** Local, as 12:03:41.120. */
const timeOfDay = (at: Date) => `${at.toTimeString().slice(0, 8)}.${String(at.getMilliseconds()).padStart(3, '0')}`;
