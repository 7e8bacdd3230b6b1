import { expect, test } from '@jest/globals';
import { definedTopics, readTopics } from '../../../stack/topics.ts';

test('a topic and its partitions stand on each line that is neither empty nor a comment', () => {
  expect(readTopics('# topic partitions\n\nuser_created 3\norder.created-v2  12\n')).toEqual([
    { topic: 'user_created', numPartitions: 3 },
    { topic: 'order.created-v2', numPartitions: 12 },
  ]);
});

test.each(['user_created', 'user_created three', 'user_created 0', 'user created 3', '3'])(
  '"%s" is refused',
  (line) => {
    expect(() => readTopics(line)).toThrow(`events/topics.txt: "${line}" is not a topic and a number of partitions`);
  },
);

test('every event has a topic with 3 partitions', () => {
  expect(definedTopics()).toEqual([
    { topic: 'user_created', numPartitions: 3 },
    { topic: 'order_created', numPartitions: 3 },
  ]);
});
