/** Where the plugin's AWS clients send their requests. */
export interface AwsSettings {
  /** One address for every service. Without it the SDK's variables decide: `AWS_ENDPOINT_URL_SQS`, `AWS_ENDPOINT_URL`. */
  readonly endpoint?: string | undefined;
  /** True lets requests go to AWS itself, which is an error otherwise. */
  readonly allowAws?: boolean | undefined;
}

/** The services, named as in the SDK's variables. */
export type AwsService = 'SQS' | 'SNS' | 'S3' | 'LAMBDA' | 'CLOUDFORMATION';

/**
 * What all clients have in common. The SDK tries once: whoever sends decides about another try, and counts it.
 * Throws where a request would reach AWS unasked.
 */
export function clientConfig(service: AwsService, region: string, settings: AwsSettings) {
  const endpoint = localEndpoint(service, settings);
  if (!endpoint && !settings.allowAws) {
    throw new Error(
      `no endpoint for ${service} is set, and nothing is sent to AWS unasked: set AWS_ENDPOINT_URL or AWS_ENDPOINT_URL_${service}`,
    );
  }
  return {
    region,
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 5_000 },
    ...(endpoint && { endpoint }),
    ...(endpoint && !hasCredentials() && { credentials: { accessKeyId: 'test', secretAccessKey: 'test' } }),
  };
}

/** Undefined means AWS: an address of AWS is that of one service, and the SDK knows them all. */
export function localEndpoint(service: AwsService, { endpoint }: AwsSettings): string | undefined {
  const url = endpoint ?? process.env[`AWS_ENDPOINT_URL_${service}`] ?? process.env.AWS_ENDPOINT_URL;
  return url && !/\.amazonaws\.com(\.cn)?$/.test(new URL(url).hostname) ? url : undefined;
}

/** A request that gets no answer in this time has failed; `Invoke` alone may take longer. */
export const requestTimeoutMs = 15_000;

/** Local endpoints take any. Without them the SDK would look for a role of this machine, for seconds. */
const hasCredentials = () => Boolean(process.env.AWS_ACCESS_KEY_ID ?? process.env.AWS_PROFILE);
