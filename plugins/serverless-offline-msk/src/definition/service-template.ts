import { clusterNameToken, eventKeys, kafkaProperties, mskProperties } from './event-properties.ts';
import type { Findings } from './findings.ts';
import { isObject, type Json } from './json.ts';
import type { Naming, Serverless, ServerlessFunction } from './serverless.ts';

/** A template while it is built. */
export interface ServiceTemplate extends Json {
  Resources: Record<string, { Type: string; Properties: Json }>;
}

const mappingType = 'AWS::Lambda::EventSourceMapping';

/** Lambda's functions and the mappings of their Kafka events, with the logical ids and properties of the framework. */
export function serviceTemplate(serverless: Serverless, findings: Findings): ServiceTemplate {
  const { service } = serverless;
  const { naming } = serverless.getProvider('aws');
  const template: ServiceTemplate = { Resources: {} };
  for (const [key, definition] of Object.entries(service.functions)) {
    const Timeout = definition.timeout || service.provider.timeout || 6;
    const logicalId = naming.getLambdaLogicalId(key);
    template.Resources[logicalId] = {
      Type: 'AWS::Lambda::Function',
      Properties: { FunctionName: definition.name, Timeout },
    };
    Object.assign(template.Resources, eventSourceMappings(key, definition, naming, findings));
  }
  return template;
}

type Mappings = Record<string, { Type: string; Properties: Json }>;

/**
 * Backwards, as serverless 4 does: the last of several events with one logical id keeps it. The naming of serverless 4
 * gives the earlier ones another, osls and serverless 3 have no other: there the last one is all that is deployed.
 */
function eventSourceMappings(
  key: string,
  { events = [] }: ServerlessFunction,
  naming: Naming,
  findings: Findings,
): Mappings {
  const mappings: Mappings = {};
  const FunctionName = { 'Fn::GetAtt': [naming.getLambdaLogicalId(key), 'Arn'] };
  for (const event of [...events].reverse()) {
    const declared = declare(key, event, naming, findings);
    if (!declared) continue;
    const logicalId = declared.logicalIds.find((id) => !Object.hasOwn(mappings, id));
    if (logicalId) mappings[logicalId] = { Type: mappingType, Properties: { FunctionName, ...declared.properties } };
    else reportCollision(declared, mappings, findings.about(`function "${key}"`));
  }
  return Object.fromEntries(Object.entries(mappings).reverse());
}

interface Declared {
  readonly logicalIds: readonly string[];
  readonly properties: Json;
}

function declare(key: string, event: Json, naming: Naming, findings: Findings): Declared | undefined {
  if (isObject(event.msk)) {
    const { msk } = event;
    const logicalId = naming.getMSKEventLogicalId(key, clusterNameToken(msk.arn), String(msk.topic));
    checkEvent(msk, 'msk', findings.about(`function "${key}" (${logicalId})`));
    return { logicalIds: [logicalId], properties: mskProperties(msk) };
  }
  if (isObject(event.kafka)) {
    const { kafka } = event;
    const topic = String(kafka.topic);
    const logicalId = naming.getKafkaEventLogicalId(key, topic);
    checkEvent(kafka, 'kafka', findings.about(`function "${key}" (${logicalId})`));
    const otherId = naming.getKafkaEventLogicalId(key, topic, kafka.consumerGroupId, kafka.bootstrapServers);
    return { logicalIds: [logicalId, otherId], properties: kafkaProperties(kafka) };
  }
  return undefined;
}

const beyondTheEvent = 'resources.extensions.<LogicalId>.Properties';

function checkEvent(event: Json, kind: 'msk' | 'kafka', findings: Findings): void {
  for (const key of Object.keys(event).filter((name) => !eventKeys[kind].includes(name)))
    findings.at(`${kind}.${key}`).refuse(`is no key of the event: properties beyond it go into ${beyondTheEvent}`);
  if (event.maximumBatchingWindow === 0)
    findings
      .at(`${kind}.maximumBatchingWindow`)
      .warn(
        `is 0, which the framework drops, and AWS waits 500 ms: set MaximumBatchingWindowInSeconds in ${beyondTheEvent}`,
      );
}

function reportCollision(
  { logicalIds: [logicalId = ''], properties }: Declared,
  mappings: Mappings,
  findings: Findings,
) {
  const winner = mappings[logicalId]?.Properties;
  const cluster = ({ EventSourceArn, SelfManagedEventSource }: Json) =>
    JSON.stringify([EventSourceArn, SelfManagedEventSource]);
  if (winner && cluster(winner) === cluster(properties) && String(winner.Topics) === String(properties.Topics))
    findings.refuse(
      `has two events for the topic ${properties.Topics} of one cluster: AWS allows one (ResourceConflictException)`,
    );
  else
    findings.warn(
      `has several events that the framework calls ${logicalId}: the last one is deployed, and runs here, the others are lost`,
    );
}
