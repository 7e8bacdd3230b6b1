import type { StackKind } from './choice.ts';
import { credentials, type Settings } from './settings.ts';

/** Where things are and what to try. */
export function welcome(settings: Settings, kind: StackKind, functions: boolean): string {
  return [...whereThingsAre(settings, kind, functions), ...(functions ? whatToTry(settings) : []), ''].join('\n');
}

function whereThingsAre(
  { httpPort, statusPort, kafkaPort, dynamodbPort, localDir }: Settings,
  kind: StackKind,
  functions: boolean,
) {
  const { AWS_ACCESS_KEY_ID: key, AWS_REGION: region } = credentials;
  return [
    '',
    `The ${kind} stack is up. Ctrl-C stops all of it.`,
    ...(functions
      ? [`  HTTP      http://127.0.0.1:${httpPort}`, `  Metrics   http://127.0.0.1:${statusPort}/metrics.json`]
      : []),
    `  Kafka     127.0.0.1:${kafkaPort}`,
    `  DynamoDB  http://127.0.0.1:${dynamodbPort}  (access key and secret "${key}", region ${region})`,
    ...(kind === 'embedded'
      ? [`  Data      ${localDir}  (stays; --fresh wipes it)`]
      : ['  Data      is gone when the stack stops']),
  ];
}

function whatToTry({ httpPort }: Settings) {
  const post = (path: string, body: string) =>
    `  curl -s 127.0.0.1:${httpPort}${path} -H 'content-type: application/json' -d '${body}'`;
  return [
    '',
    'Create a user, then an order with the id of that user:',
    post('/users', '{"email":"ada@example.com","name":"Ada"}'),
    post('/orders', '{"user_id":"<id>","amount":"59.99"}'),
  ];
}
