import * as z from 'zod';
import type { Serverless } from './serverless.ts';

const wholeNumber = (maximum: number) => z.coerce.number().int().min(0).max(maximum);
const flag = z.union([z.boolean(), z.stringbool()]);

/** `custom.deployment` of serverless.yml: the parameters. Those of the command line are text. '' is "not given". */
const Deployment = z.object({
  auth: z.enum(['iam', 'jwt', 'none']),
  jwtIssuer: z.string(),
  /** With commas, as `cors`. */
  jwtAudience: z.string(),
  cors: z.string(),
  /** Of the HTTP API: requests a second, and at once. */
  throttlingRate: wholeNumber(10_000),
  throttlingBurst: wholeNumber(5_000),
  /** ARN of the SASL/SCRAM secret; without one it is IAM. */
  scramSecret: z.string(),
  /** Minimum of provisioned pollers of each Kafka mapping; 0 is on-demand mode. */
  pollers: wholeNumber(200),
  /** Whether consumers report failures one by one. */
  partialFailures: flag,
  /** ARN of the SNS topic that alarms notify. */
  alarmTopic: z.string(),
});
export type Deployment = z.infer<typeof Deployment>;

/** @throws where a parameter is none of what it may be, or contradicts another: with all of them */
export function readDeployment({ service, classes }: Serverless): Deployment {
  const { data, error } = Deployment.safeParse(service.custom.deployment);
  const problems = error?.issues.map(({ path, message }) => `--param ${path.join('.')}: ${message}`) ?? [];
  if (data?.auth === 'jwt' && !(data.jwtIssuer && data.jwtAudience))
    problems.push('auth=jwt needs --param jwtIssuer=https://… and --param jwtAudience=…');
  if (data?.partialFailures && data.pollers === 0)
    problems.push('partialFailures needs pollers: without them AWS takes a list of failures for success');
  if (!data || problems.length > 0) throw new classes.Error(problems.join('\n'));
  return data;
}
