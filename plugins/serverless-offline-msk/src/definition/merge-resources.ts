import type { Findings } from './findings.ts';
import { isObject, type Json } from './json.ts';
import type { Serverless } from './serverless.ts';
import type { ServiceTemplate } from './service-template.ts';

/**
 * The template with the service's `resources` laid over it as the framework does: all of it deeply, then each
 * `extensions.<LogicalId>.Properties` property by property.
 * Source: osls 4.3.1, `lib/plugins/aws/package/lib/merge-custom-provider-resources.js`.
 */
export function mergeResources(
  template: ServiceTemplate,
  { extensions = {}, ...resources }: NonNullable<Serverless['service']['resources']>,
  findings: Findings,
): ServiceTemplate {
  const merged = merge(template, resources) as ServiceTemplate;
  for (const [logicalId, extension] of Object.entries(extensions)) {
    const resource = merged.Resources[logicalId];
    if (!resource && kafkaMapping.test(logicalId)) refuseUnknown(logicalId, template, findings);
    if (!resource || !isObject(extension) || !isObject(extension.Properties)) continue;
    warnOfErasedGroup(logicalId, resource.Properties, extension.Properties, findings);
    merged.Resources[logicalId] = { ...resource, Properties: { ...resource.Properties, ...extension.Properties } };
  }
  return merged;
}

const kafkaMapping = /EventSourceMapping(Kafka|MSK)/;

/** Other resources of the framework are not in the template: what extends one of these is not of interest here. */
function refuseUnknown(logicalId: string, template: ServiceTemplate, findings: Findings): void {
  const known = Object.keys(template.Resources).filter((id) => kafkaMapping.test(id));
  findings
    .about(`resources.extensions.${logicalId}`)
    .refuse(`extends no mapping of the service: they are called ${known.join(', ') || '(there are none)'}`);
}

/** True of AWS too, where the mapping then reads in a group of its own. */
function warnOfErasedGroup(logicalId: string, properties: Json = {}, extension: Json, findings: Findings): void {
  for (const key of ['AmazonManagedKafkaEventSourceConfig', 'SelfManagedKafkaEventSourceConfig']) {
    const [before, after] = [properties[key], extension[key]];
    if (isObject(before) && before.ConsumerGroupId && isObject(after) && !after.ConsumerGroupId)
      findings
        .about(`resources.extensions.${logicalId}`)
        .at(key)
        .warn(`replaces the event's and with it the ConsumerGroupId ${before.ConsumerGroupId}: repeat it there`);
  }
}

function merge(target: unknown, source: unknown): unknown {
  if (Array.isArray(target) && Array.isArray(source)) return Object.values(mergeKeys({ ...target }, { ...source }));
  if (isObject(target) && isObject(source)) return mergeKeys(target, source);
  return source === undefined ? target : source;
}

const mergeKeys = (target: Json, source: Json): Json => ({
  ...target,
  ...Object.fromEntries(Object.entries(source).map(([key, value]) => [key, merge(target[key], value)])),
});
