import { alarms } from './alarms.ts';
import { parseClusterArn } from './cluster.ts';
import { ClusterSource } from './cluster-source.ts';
import { dashboard } from './dashboard.ts';
import { kafkaTopics, mappingExtensions } from './event-sources.ts';
import { closeHttpApi } from './http-api.ts';
import { retained } from './retained.ts';
import { roles } from './roles.ts';
import type { Serverless } from './serverless.ts';

interface Log {
  notice(text: string): void;
}

/**
 * Serverless plugin: adds to the stack what follows from the functions and the parameters, so that nobody has to repeat
 * it for each function: roles, alarms, dashboard, topics, and what event sources and the HTTP API need on AWS.
 */
export default class Infrastructure {
  readonly configurationVariablesSources: { cluster: Pick<ClusterSource, 'resolve'> };
  readonly hooks: Record<string, () => void>;

  constructor(serverless: Serverless, _options: unknown, { log }: { log: Log }) {
    const [command = ''] = serverless.processedInput.commands;
    const cluster = new ClusterSource(command);
    this.configurationVariablesSources = { cluster: { resolve: cluster.resolve } };
    this.hooks = {
      initialize: () => {
        if (cluster.problem) throw new serverless.classes.Error(cluster.problem.message);
        followCluster(serverless, log);
        extend(serverless);
      },
      'after:remove:remove': () => log.notice(retained(serverless)),
    };
  }
}

/** One parameter is enough: the stack belongs where its cluster is. */
function followCluster({ service: { provider, resources } }: Serverless, log: Log): void {
  const { region } = parseClusterArn(resources.Parameters.KafkaCluster.Default);
  if (provider.region !== region) log.notice(`The stack belongs to ${region}, where its cluster is`);
  provider.region = region;
}

function extend(serverless: Serverless): void {
  const { resources } = serverless.service;
  const { naming } = serverless.getProvider('aws');
  closeHttpApi(serverless);
  Object.assign(resources.Resources, roles(serverless), kafkaTopics(naming), alarms(serverless), dashboard(serverless));
  resources.extensions = { ...resources.extensions, ...mappingExtensions(serverless) };
}
