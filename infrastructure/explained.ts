/** The SDK's errors that a reader meets first, with what to do; any other as it is. */
export function explained(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const advice = ADVICE.find(({ pattern }) => pattern.test(`${error.name}: ${error.message}`))?.advice;
  return advice ? new Error(advice, { cause: error }) : error;
}

const ADVICE = [
  { pattern: /Region is missing/, advice: 'No AWS region: give one with --region, or set AWS_REGION.' },
  {
    pattern: /^CredentialsProviderError/,
    advice:
      'No AWS credentials: set AWS_PROFILE (after `aws sso login`), or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
  },
];
