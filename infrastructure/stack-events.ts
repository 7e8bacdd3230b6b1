import { setTimeout as delay } from 'node:timers/promises';
import {
  type CloudFormationClient,
  DescribeStackEventsCommand,
  paginateDescribeStackEvents,
  type StackEvent,
} from '@aws-sdk/client-cloudformation';

export interface Following {
  /** The stack's id: its name would not find a stack that was deleted meanwhile. */
  readonly stackId: string;
  /** The newest event of before the operation; undefined for a new stack. */
  readonly after: string | undefined;
  readonly everyMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Yields the events of an operation, oldest first, until the stack itself has come to rest: that event is the last. */
export async function* followEvents(client: CloudFormationClient, following: Following): AsyncGenerator<StackEvent> {
  const { stackId, everyMs, signal } = following;
  let { after } = following;
  for (;;) {
    for (const event of await eventsAfter(client, stackId, after, signal)) {
      after = event.EventId;
      yield event;
      if (event.PhysicalResourceId === stackId && !event.ResourceStatus?.endsWith('_IN_PROGRESS')) return;
    }
    await delay(everyMs, undefined, { signal });
  }
}

export async function newestEvent(client: CloudFormationClient, stackName: string): Promise<string | undefined> {
  const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName: stackName }));
  return StackEvents[0]?.EventId;
}

/** As in `12:00:00 CREATE_FAILED Queue (AWS::SQS::Queue) the reason` */
export function eventLine({
  Timestamp,
  ResourceStatus,
  LogicalResourceId,
  ResourceType,
  ...event
}: StackEvent): string {
  const time = Timestamp?.toTimeString().slice(0, 8);
  return [time, ResourceStatus, LogicalResourceId, `(${ResourceType})`, event.ResourceStatusReason].join(' ').trimEnd();
}

/** CloudFormation gives the newest first. */
async function eventsAfter(
  client: CloudFormationClient,
  StackName: string,
  after: string | undefined,
  abortSignal: AbortSignal | undefined,
): Promise<StackEvent[]> {
  const events: StackEvent[] = [];
  for await (const { StackEvents = [] } of paginateDescribeStackEvents({ client }, { StackName }, { abortSignal })) {
    const known = StackEvents.findIndex(({ EventId }) => EventId === after);
    events.push(...(known === -1 ? StackEvents : StackEvents.slice(0, known)));
    if (known !== -1) break;
  }
  return events.reverse();
}
