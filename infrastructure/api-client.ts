import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import { AwsClient } from 'aws4fetch';
import { readSettings } from '../stack/settings.ts';

/** Where the HTTP API of a stage is, and how a request is authorized. */
export interface ApiOptions {
  readonly stage: string;
  readonly region: string | undefined;
  /** Instead of what the stage's stack says: behind a domain of one's own. */
  readonly url: string | undefined;
  /** Of an API with `auth=jwt`; all others get a signature, which an open one does not read. */
  readonly token: string | undefined;
}

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: whoever asks knows what the API answers
  readonly json: any;
}

/** Sends a request with a JSON body. */
export type Request = (
  method: string,
  path: string,
  body?: object,
  headers?: Record<string, string>,
) => Promise<Answer>;

/** @throws where the stage has no stack, or where there are no credentials to sign with */
export async function apiClient(options: ApiOptions): Promise<{ url: string; request: Request }> {
  const url = options.url ?? (options.stage === 'local' ? localUrl() : await deployedUrl(options));
  const send = await sender(options);
  return {
    url,
    request: async (method, path, body, headers = {}) => {
      const response = await send(`${url}${path}`, {
        ...{ method, headers: { 'content-type': 'application/json', ...headers } },
        ...(body && { body: JSON.stringify(body) }),
      });
      return { status: response.status, json: await response.json() };
    },
  };
}

async function sender({
  stage,
  token,
  region,
}: ApiOptions): Promise<(url: string, init: RequestInit) => Promise<Response>> {
  if (stage === 'local') return fetch;
  if (token)
    return (url, init) => fetch(url, { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } });
  const credentials = await fromNodeProviderChain()();
  const signer = new AwsClient({
    ...{ accessKeyId: credentials.accessKeyId, secretAccessKey: credentials.secretAccessKey },
    ...(credentials.sessionToken && { sessionToken: credentials.sessionToken }),
    ...{ service: 'execute-api', retries: 0, ...(region && { region }) },
  });
  return (url, init) => signer.fetch(url, init);
}

const localUrl = () => `http://127.0.0.1:${readSettings().httpPort}`;

async function deployedUrl({ stage, region }: ApiOptions): Promise<string> {
  const client = new CloudFormationClient(region ? { region } : {});
  const StackName = `users-orders-${stage}`;
  try {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }));
    const url = Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === 'HttpApiUrl')?.OutputValue;
    if (!url) throw new Error(`The stack ${StackName} has no HTTP API yet: is its deployment over?`);
    return url;
  } finally {
    client.destroy();
  }
}
