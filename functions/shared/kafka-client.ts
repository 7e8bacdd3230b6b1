import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { generateAuthToken } from 'aws-msk-iam-sasl-signer-js';
import { Kafka, type KafkaConfig, logLevel } from 'kafkajs';
import * as z from 'zod';
import { environment } from './environment.ts';
import { logger } from './logger.ts';

/**
 * A client of the cluster. Its limits are so short that an invocation which can't reach the broker fails by itself, and says
 * why, before the function's time is up. `KAFKA_AUTH` is `iam`, `scram` (then `KAFKA_SCRAM_SECRET` is the secret's ARN) or `none`, as locally.
 */
export const kafkaClient = async (clientId: string) =>
  new Kafka({
    clientId,
    brokers: environment('KAFKA_BROKERS').split(','),
    ...(await authentication(environment('KAFKA_AUTH'))),
    connectionTimeout: 3_000,
    authenticationTimeout: 3_000,
    requestTimeout: 5_000,
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 2 },
    logLevel: logLevel.ERROR,
    logCreator:
      () =>
      ({ log: { message, ...details } }) =>
        logger.warn(message, { kafka: details }),
  });

async function authentication(kind: string): Promise<Pick<KafkaConfig, 'ssl' | 'sasl'>> {
  switch (kind) {
    case 'none':
      return {};
    case 'iam':
      return { ssl: true, sasl: { mechanism: 'oauthbearer', oauthBearerProvider: iamToken } };
    case 'scram':
      return { ssl: true, sasl: { mechanism: 'scram-sha-512', ...(await scramCredentials()) } };
    default:
      throw new Error(`KAFKA_AUTH is "${kind}": it is iam, scram or none`);
  }
}

/** Amazon MSK guide, "IAM access control": the function's role signs, nothing is asked of AWS. kafkajs renews the token. */
const iamToken = async () => {
  const { token } = await generateAuthToken({ region: environment('AWS_REGION') });
  return { value: token };
};

/** Amazon MSK guide, "Set up SASL/SCRAM authentication": what a secret named `AmazonMSK_…` holds. */
const ScramSecret = z.object({ username: z.string(), password: z.string() });

async function scramCredentials() {
  const client = new SecretsManagerClient({ maxAttempts: 3 });
  const { SecretString } = await client.send(
    new GetSecretValueCommand({ SecretId: environment('KAFKA_SCRAM_SECRET') }),
  );
  return ScramSecret.parse(JSON.parse(SecretString ?? '{}'));
}
