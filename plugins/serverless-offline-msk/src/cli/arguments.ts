import { parseArgs } from 'node:util';

export const usage = `Usage: msk-event-source [--endpoint URL] [--brokers LIST] (--config FILE | --stack NAME) [options]

Polls Kafka topics and invokes Lambda functions through Lambda's API, as AWS's event source mappings do.

  --endpoint URL      LocalStack, MiniStack, or whatever else speaks Lambda's API; SQS, SNS and S3 destinations are
                      there too. Default: AWS_ENDPOINT_URL_LAMBDA (…_SQS and so on) and AWS_ENDPOINT_URL, then AWS itself
  --brokers LIST      host:port,host:port. Default: KAFKA_BROKERS, then 127.0.0.1:9092
  --config FILE       JSON: a list of objects with the properties of AWS::Lambda::EventSourceMapping, among them
                      FunctionName, Topics, and EventSourceArn or SelfManagedEventSource
  --stack NAME        the Kafka event source mappings in the template of a deployed stack. Conditions are ignored
  --region REGION     Default: AWS_REGION, then us-east-1
  --status-port PORT  metrics at http://127.0.0.1:PORT/metrics.json. Default: 3004; "off" for none
  --yes               needed to use AWS itself: its functions, queues, topics and buckets
  --help              shows this`;

export interface Arguments {
  readonly endpoint: string | undefined;
  readonly brokers: readonly string[] | undefined;
  readonly mappings: { readonly config: string } | { readonly stack: string };
  readonly region: string;
  readonly statusPort: number | false | undefined;
  readonly yes: boolean;
}

/** The command line is wrong: the message says how. */
export class UsageError extends Error {}

/**
 * @param args without the program's name
 * @returns undefined where help is asked for
 * @throws {UsageError}
 */
export function parseArguments(args: readonly string[], environment = process.env): Arguments | undefined {
  const { help, endpoint, brokers, config, stack, region, yes = false, 'status-port': statusPort } = parse(args);
  if (help) return undefined;
  if ((config === undefined) === (stack === undefined))
    throw new UsageError('give either --config FILE or --stack NAME');
  if (endpoint !== undefined && !URL.canParse(endpoint)) throw new UsageError(`--endpoint "${endpoint}" is no URL`);
  if (brokers !== undefined && !/^[^\s,]+:\d+(,[^\s,]+:\d+)*$/.test(brokers))
    throw new UsageError(`--brokers "${brokers}" is no list of host:port, as 127.0.0.1:9092,127.0.0.1:9093`);
  return {
    endpoint,
    brokers: brokers?.split(','),
    mappings: config === undefined ? { stack: stack ?? '' } : { config },
    region: region ?? environment.AWS_REGION ?? environment.AWS_DEFAULT_REGION ?? 'us-east-1',
    statusPort: statusPort === undefined ? undefined : portOf(statusPort),
    yes,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        endpoint: { type: 'string' },
        brokers: { type: 'string' },
        config: { type: 'string' },
        stack: { type: 'string' },
        region: { type: 'string' },
        'status-port': { type: 'string' },
        yes: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function portOf(text: string): number | false {
  if (text === 'off') return false;
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new UsageError(`--status-port "${text}" is no port and not "off"`);
  return port;
}
