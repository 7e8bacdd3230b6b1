import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBStreamEvent } from 'aws-lambda';

/** What the users table's stream gives when these are inserted; the sequence numbers are 1, 2, … */
export const streamEvent = (users: readonly ({ id: string } & Record<string, unknown>)[]) =>
  ({
    Records: users.map((user, index) => ({
      eventName: 'INSERT',
      dynamodb: {
        NewImage: marshall({ pk: `USER#${user.id}`, sk: 'USER', ...user }),
        SequenceNumber: String(index + 1),
      },
    })),
  }) as unknown as DynamoDBStreamEvent;
