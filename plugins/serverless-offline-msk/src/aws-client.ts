/** Where the plugin's AWS clients send their requests. */
export interface AwsSettings {
  /** One address for every service. Without it the SDK's variables decide: `AWS_ENDPOINT_URL_SQS`, `AWS_ENDPOINT_URL`. */
  readonly endpoint?: string | undefined;
  /** True lets requests go to AWS itself where no endpoint is set; otherwise that is an error. */
  readonly allowAws?: boolean | undefined;
}

/** The services, named as in the SDK's variables. */
type Service = 'SQS' | 'SNS' | 'S3' | 'LAMBDA' | 'CLOUDFORMATION';

/**
 * What all clients have in common. The SDK tries once: whoever sends decides about another try, and counts it.
 * Throws where a request would reach AWS unasked.
 */
export function clientConfig(service: Service, region: string, settings: AwsSettings) {
  const endpoint = settings.endpoint ?? process.env[`AWS_ENDPOINT_URL_${service}`] ?? process.env.AWS_ENDPOINT_URL;
  if (!endpoint && !settings.allowAws) throw new Error(noEndpoint(service));
  return {
    region,
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 5_000 },
    ...(endpoint && { endpoint }),
    ...(endpoint && !hasCredentials() && { credentials: { accessKeyId: 'test', secretAccessKey: 'test' } }),
  };
}

/** A request that gets no answer in this time has failed; `Invoke` alone may take longer. */
export const requestTimeoutMs = 15_000;

const noEndpoint = (service: Service) =>
  `no endpoint for ${service} is set, and nothing is sent to AWS unasked: set AWS_ENDPOINT_URL or AWS_ENDPOINT_URL_${service}`;

/** Local endpoints take any. Without them the SDK would look for a role of this machine, for seconds. */
const hasCredentials = () => Boolean(process.env.AWS_ACCESS_KEY_ID ?? process.env.AWS_PROFILE);
