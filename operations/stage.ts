import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { localDynamodb } from '../stack/dynamodb-client.ts';
import { readSettings } from '../stack/settings.ts';

export type ServiceName = 'users' | 'orders';

/** A deployed system as its operator reaches it. */
export interface Stage {
  readonly lambda: LambdaClient;
  readonly documents: DynamoDBDocumentClient;
  /** Where it is, for messages. */
  readonly place: string;
  /** What to do where it does not answer. */
  readonly advice: string;
  functionName(key: string): string;
  tableName(service: ServiceName): string;
}

/** An invocation answers late, and one that is cut off may have been done: 15 minutes is Lambda's own limit. */
const requestHandler = { connectionTimeout: 3_000, requestTimeout: 900_000, throwOnRequestTimeout: true };

/** `local` is this machine, on the ports of the settings; another one is AWS, with the operator's own credentials. */
export const findStage = (name: string, region: string): Stage =>
  name === 'local' ? thisMachine() : onAws(name, region);

function thisMachine(): Stage {
  const { lambdaPort, dynamodbPort } = readSettings();
  const lambda = { ...localDynamodb(dynamodbPort), endpoint: `http://127.0.0.1:${lambdaPort}` };
  return {
    lambda: new LambdaClient({ ...lambda, requestHandler }),
    documents: DynamoDBDocumentClient.from(new DynamoDBClient(localDynamodb(dynamodbPort))),
    place: `this machine, ports ${lambdaPort} and ${dynamodbPort}`,
    advice: 'npm start runs it all, LAMBDA_PORT and DYNAMODB_PORT choose the ports, --stage names a stage on AWS',
    functionName: (key) => `users-orders-local-${key}`,
    tableName: (service) => service,
  };
}

function onAws(name: string, region: string): Stage {
  return {
    lambda: new LambdaClient({ region, requestHandler }),
    documents: DynamoDBDocumentClient.from(new DynamoDBClient({ region })),
    place: `stage ${name} in ${region}`,
    advice: 'look at --stage, --region and your credentials (AWS_PROFILE)',
    functionName: (key) => `users-orders-${name}-${key}`,
    tableName: (service) => `users-orders-${name}-${service}`,
  };
}

/** What the stage refused or did not answer, with what to do. A refused connection has a code and no message. */
export const unreachable = ({ place, advice }: Stage, what: string, cause: Error & { code?: string }): Error =>
  new Error(`${what} on ${place} (${cause.message || cause.code || cause.name}): ${advice}`, { cause });
