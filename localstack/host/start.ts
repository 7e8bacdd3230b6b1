import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { dynamodbAnswers } from '../../stack/answers.ts';
import { dynamodbConfiguration } from '../../stack/embedded/dynamodb.ts';
import { classPath, resolveJars } from '../../stack/embedded/jars.ts';
import { java } from '../../stack/embedded/java.ts';
import { startProcess } from '../../stack/process.ts';
import type { Service } from '../../stack/service.ts';
import { credentials } from '../../stack/settings.ts';
import type { StackOptions } from '../../stack/stack.ts';
import { installLocalStack } from './install.ts';

/**
 * Starts LocalStack on 127.0.0.1 without Docker, where `settings.dynamodbPort` says: the image's code, with functions as
 * processes of this machine's Node.js, and with the DynamoDB Local of the embedded stack. Nothing that it holds stays.
 * @throws where this machine lacks Python 3.13, or it does not come up
 */
export async function startOnHost({ settings, step, signal }: StackOptions): Promise<Service> {
  const { dynamodbPort: port, localDir } = settings;
  const python = await step('LocalStack from PyPI', (detail) => installLocalStack(detail, signal));
  await step('DynamoDB Local from Maven Central', (detail) => resolveJars(detail, signal));

  const dir = path.join(localDir, 'localstack');
  const root = path.join(dir, 'root');
  const tmp = path.join(dir, 'tmp');
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(tmp, { recursive: true });
  placeDynamodb(path.join(root, 'var/lib/localstack/lib'));
  return step('LocalStack', () =>
    startProcess(
      {
        name: 'localstack',
        command: python,
        args: ['-m', 'localstack.runtime.main'],
        env: { ...configuration(port, root, tmp), ...forDynamodb(tmp), ...forFunctions, ...notInherited },
        port,
        dir,
        ready: () => dynamodbAnswers(port),
        stopSignal: 'SIGTERM',
        stopWithinMs: 30_000,
      },
      signal,
    ),
  );
}

/** Where LocalStack looks before it downloads: a Java, and a jar that only has to be there. */
function placeDynamodb(lib: string): void {
  const bin = path.join(lib, 'java/21', process.platform === 'darwin' ? 'Contents/Home/bin' : 'bin');
  const jar = path.join(lib, 'dynamodb-local/2/DynamoDBLocal.jar');
  for (const folder of [bin, path.dirname(jar)]) mkdirSync(folder, { recursive: true });
  copyFileSync(path.join(import.meta.dirname, 'java.sh'), path.join(bin, 'java'));
  writeFileSync(jar, '');
}

/** "Configuration" in LocalStack's documentation; docker-compose.yml has the same. */
const configuration = (port: number, root: string, tmp: string) => ({
  GATEWAY_LISTEN: `127.0.0.1:${port}`,
  // The default, Twisted, takes the port alone and listens on all addresses.
  GATEWAY_SERVER: 'hypercorn',
  LOCALSTACK_HOST: `127.0.0.1:${port}`,
  FILESYSTEM_ROOT: root,
  TMPDIR: tmp,
  // In a container, as in CI, it would take /var/lib for its own.
  OVERRIDE_IN_DOCKER: '0',
  SQS_ENDPOINT_STRATEGY: 'path',
  DNS_ADDRESS: '0',
  DISABLE_CUSTOM_CORS_S3: '1',
  DISABLE_CUSTOM_CORS_APIGATEWAY: '1',
  DISABLE_EVENTS: '1',
  SKIP_SSL_CERT_DOWNLOAD: '1',
  PROVIDER_OVERRIDE_DYNAMODB: 'v2',
  PROVIDER_OVERRIDE_DYNAMODBSTREAMS: 'v2',
  DYNAMODB_IN_MEMORY: '1',
  LAMBDA_EVENT_SOURCE_MAPPING_POLL_INTERVAL_SEC: '0.1',
  AWS_DEFAULT_REGION: credentials.AWS_REGION,
});

/** For java.sh. */
const forDynamodb = (tmp: string) => ({
  DYNAMODB_JAVA: java,
  DYNAMODB_PATH: process.env.PATH,
  DYNAMODB_CLASS_PATH: classPath('dynamodb'),
  DYNAMODB_CONFIGURATION: dynamodbConfiguration,
  DYNAMODB_TMP: tmp,
});

/** For host_executor.py. */
const forFunctions = {
  LAMBDA_RUNTIME_EXECUTOR: 'host',
  LAMBDA_RUNTIME_ENVIRONMENT_TIMEOUT: '60',
  HOST_EXECUTOR_NODE: process.execPath,
  HOST_EXECUTOR_RUNNER: path.join(import.meta.dirname, 'runner.mjs'),
};

/** It would ask others for what it has itself. */
const notInherited = { AWS_ENDPOINT_URL: undefined, AWS_CA_BUNDLE: undefined };
