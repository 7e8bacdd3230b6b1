/** Of an osls instance, what the guard reads. */
interface Serverless {
  readonly service: { readonly provider: { readonly stage: string } };
  readonly processedInput: { readonly commands: readonly string[] };
  readonly classes: { readonly Error: new (message: string) => Error };
}

/** Serverless plugin: stage `local` is this machine and LocalStack, so it never goes to an AWS account by mistake. */
export default class LocalStageGuard {
  readonly hooks: Record<string, () => void>;

  constructor(serverless: Serverless) {
    this.hooks = { initialize: () => refuseAws(serverless) };
  }
}

function refuseAws({ service, processedInput, classes }: Serverless): void {
  const [command = ''] = processedInput.commands;
  const goesToAws = ['deploy', 'remove'].includes(command) && !process.env.AWS_ENDPOINT_URL;
  if (service.provider.stage !== 'local' || !goesToAws) return;
  throw new classes.Error(
    `Stage "local" is not for AWS: ${command} with --stage <name> for a stage on AWS, or set AWS_ENDPOINT_URL to a LocalStack`,
  );
}
