import { credentials, environment, readSettings } from './settings.ts';

/** Of an osls instance, what is read and changed. */
interface Serverless {
  readonly service: { readonly provider: { readonly stage: string; environment: Record<string, string> } };
  readonly processedInput: { readonly commands: readonly string[] };
}

/**
 * Serverless plugin: functions that run in a process of this machine (`offline`, `invoke local`) find DynamoDB
 * and Lambda's endpoint there. Those that are deployed to LocalStack get address and credentials from it, as on AWS.
 */
export default class LocalEnvironment {
  readonly hooks: Record<string, () => void>;

  constructor({ service, processedInput }: Serverless) {
    const command = processedInput.commands.join(' ');
    const isProcess = command.startsWith('offline') || command === 'invoke local';
    this.hooks = {
      initialize: () => {
        if (isProcess && service.provider.stage === 'local')
          Object.assign(service.provider.environment, ofThisMachine());
      },
    };
  }
}

function ofThisMachine(): Record<string, string> {
  const settings = environment(readSettings());
  const names = ['AWS_ENDPOINT_URL_DYNAMODB', 'AWS_ENDPOINT_URL_LAMBDA', ...Object.keys(credentials)];
  return Object.fromEntries(names.map((name) => [name, settings[name] ?? '']));
}
