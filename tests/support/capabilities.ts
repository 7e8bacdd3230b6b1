/** The stage that the functions are deployed as, `local` in `npm run test:localstack`; undefined where none are deployed. */
export const deployedStage = (env: NodeJS.ProcessEnv = process.env): string | undefined => env.DEPLOYED_STAGE;

/** How many requests a test may send at once: on LocalStack each has to start a process or a container first. */
export const atOnce = deployedStage() ? 20 : 50;

/** What some tests need and not every system has. */
export type Capability =
  | 'functions in this process'
  | 'failure destinations'
  | 'its own latency'
  | 'a Lambda endpoint of its own'
  | '/proc';

/** Why the system lacks it. */
export function lacks(env: NodeJS.ProcessEnv = process.env): Partial<Record<Capability, string>> {
  const proc = process.platform === 'linux' ? {} : { '/proc': 'only Linux says there which process listens where' };
  return deployedStage(env)
    ? {
        ...proc,
        'a Lambda endpoint of its own': "the functions are behind LocalStack's, which is DynamoDB's, too",
        'functions in this process': 'a deployed function keeps the environment that it was deployed with',
        'its own latency': 'most of it would be that of LocalStack',
      }
    : {
        ...proc,
        'failure destinations': 'stack/streams tries until a batch succeeds, and sends nothing anywhere',
      };
}

/**
 * Suites of what a machine has in AWS's place, or with functions in this process, on a broker or a table that the suite
 * breaks: nothing of a deployment takes part in them.
 */
export const localSuites = [
  ...['integration/stack/', 'integration/publish-outage'],
  ...['e2e/chaos', 'e2e/start', 'e2e/outage', 'e2e/invoke-local', 'e2e/local-stage', 'e2e/package'],
  ...['e2e/operations', 'integration/operations/', 'integration/parked', 'integration/replay'],
  ...['integration/consume-anything', 'integration/idempotency', 'integration/lost-answers', 'integration/orders/'],
  ...['integration/partial-failures', 'integration/reconciliation', 'integration/topics/', 'integration/upgrade'],
];
