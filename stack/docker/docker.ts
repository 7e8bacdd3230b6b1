import { dynamodbAnswers, kafkaAnswers } from '../answers.ts';
import type { Service } from '../service.ts';
import type { Broker, Stack, StackOptions } from '../stack.ts';
import { missingTables } from '../tables.ts';
import { missingTopics } from '../topics.ts';
import { until } from '../until.ts';
import { type Compose, newCompose } from './compose.ts';
import { Container } from './container.ts';

/**
 * Redpanda and LocalStack, as docker-compose.yml has them: it makes the topics and tables, too. Nothing that they hold
 * stays.
 */
export async function startDocker({ settings, step, signal }: StackOptions): Promise<Stack> {
  const compose = newCompose(settings);
  await step('Images of Redpanda and LocalStack', (onLine) =>
    compose.run(['pull', '--policy', 'missing'], { onLine, signal }),
  );

  await using started = new AsyncDisposableStack();
  await step('Redpanda and LocalStack', (onLine) => up(compose, [], started, { onLine, signal }));
  await step('Topics and tables', () => until(() => assertComplete(settings), { withinMs: 180_000, signal }));

  const kafka = new Container('redpanda', compose, () => kafkaAnswers(settings.kafkaPort));
  const dynamodb = new Container('localstack', compose, () => dynamodbAnswers(settings.dynamodbPort));
  const all = started.move();
  return { kafka, dynamodb, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

/** Redpanda alone, without topics. */
export async function startRedpanda({ settings, step, signal }: StackOptions): Promise<Broker> {
  const compose = newCompose(settings);
  const answers = () => kafkaAnswers(settings.kafkaPort);
  await using started = new AsyncDisposableStack();
  await step('Redpanda', async (onLine) => {
    await up(compose, ['redpanda'], started, { onLine, signal });
    await until(answers, { withinMs: 60_000, signal });
  });
  const all = started.move();
  return { kafka: new Container('redpanda', compose, answers), [Symbol.asyncDispose]: () => all.disposeAsync() };
}

/** LocalStack that runs functions, empty, in containers beside Redpanda. */
export async function startLocalStackInDocker({ settings, step, signal }: StackOptions): Promise<Service> {
  const compose = newCompose(settings, { COMPOSE_PROFILES: 'functions' });
  const answers = () => dynamodbAnswers(settings.dynamodbPort);
  await using started = new AsyncDisposableStack();
  await step('LocalStack', async (onLine) => {
    await up(compose, ['localstack-functions'], started, { onLine, signal });
    await until(answers, { withinMs: 180_000, signal });
  });
  const all = started.move();
  const service = new Container('localstack-functions', compose, answers);
  service[Symbol.asyncDispose] = () => all.disposeAsync();
  return service;
}

/**
 * New containers, whatever an earlier start left. All of the project go down with `started`, at once where this process
 * just ends.
 */
async function up(
  compose: Compose,
  services: string[],
  started: AsyncDisposableStack,
  options: Parameters<Compose['run']>[1],
): Promise<void> {
  const downAtOnce = () => compose.runSync([...allServices, 'down', '--volumes', '--timeout', '0']);
  process.once('exit', downAtOnce);
  started.defer(async () => {
    await compose.run([...allServices, 'down', '--volumes', '--remove-orphans']);
    process.off('exit', downAtOnce);
  });
  await compose.run(['up', '--detach', '--force-recreate', '--renew-anon-volumes', ...services], options);
}

/** Also those that are behind a profile. */
const allServices = ['--profile', 'functions'];

/** @throws where a topic or a table is not there (yet) */
async function assertComplete(settings: StackOptions['settings']): Promise<void> {
  const [topics, tables] = await Promise.all([missingTopics(settings), missingTables(settings)]);
  const missing = [...topics.map(({ topic }) => topic), ...tables.map(({ create }) => create.TableName)];
  if (missing.length > 0) throw new Error(`Still missing: ${missing.join(', ')}. See: docker compose logs`);
}
