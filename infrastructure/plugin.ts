import { alarms } from './alarms.ts';
import { ClusterSource } from './cluster-source.ts';
import { dashboard } from './dashboard.ts';
import { readDeployment } from './deployment.ts';
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
    const cluster = new ClusterSource(serverless.processedInput.commands.join(' '));
    this.configurationVariablesSources = { cluster: { resolve: cluster.resolve } };
    this.hooks = {
      initialize: () => {
        if (cluster.problem) throw new serverless.classes.Error(cluster.problem.message);
        if (cluster.region) goTo(cluster.region, serverless, log);
        extend(serverless);
      },
      'after:remove:remove': () => log.notice(retained(serverless)),
    };
  }
}

/** One parameter is enough: the stack belongs where its cluster is. */
function goTo(region: string, { service: { provider } }: Serverless, log: Log): void {
  if (provider.region !== region) log.notice(`The stack belongs to ${region}, where its cluster is`);
  provider.region = region;
}

function extend(serverless: Serverless): void {
  const { resources } = serverless.service;
  const { naming } = serverless.getProvider('aws');
  const deployment = readDeployment(serverless);
  closeHttpApi(serverless, deployment);
  Object.assign(resources.Resources, {
    ...roles(serverless, deployment),
    ...kafkaTopics(naming),
    ...alarms(serverless, deployment),
    ...dashboard(serverless),
  });
  resources.extensions = { ...resources.extensions, ...mappingExtensions(serverless, deployment) };
}
