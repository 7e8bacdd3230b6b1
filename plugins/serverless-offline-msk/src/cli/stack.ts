import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { type AwsSettings, clientConfig } from '../aws-client.ts';
import { type Definition, readTemplateMappings, type Template } from '../definition.ts';

/**
 * The Kafka event source mappings of a deployed stack, from its template: what hides behind a condition is not there
 * in the stack itself.
 * @throws where the stack cannot be read, its template is not JSON, or a mapping is refused
 */
export async function readStackMappings(stackName: string, region: string, settings: AwsSettings): Promise<Definition> {
  const { CloudFormationClient, GetTemplateCommand } = await import('@aws-sdk/client-cloudformation');
  const client = new CloudFormationClient(clientConfig('CLOUDFORMATION', region, settings));
  try {
    const { TemplateBody } = await client.send(new GetTemplateCommand({ StackName: stackName }));
    const template = parseTemplate(TemplateBody ?? '', stackName);
    return readTemplateMappings(template, { stackName, region, physicalIds: await physicalIdsOf(client, stackName) });
  } finally {
    client.destroy();
  }
}

function parseTemplate(text: string, stackName: string): Template {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`the template of the stack ${stackName} is not JSON: list its mappings in a file for --config`, {
      cause,
    });
  }
}

async function physicalIdsOf(client: CloudFormationClient, StackName: string): Promise<Record<string, string>> {
  const { paginateListStackResources } = await import('@aws-sdk/client-cloudformation');
  const physicalIds: Record<string, string> = {};
  for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client }, { StackName })) {
    for (const { LogicalResourceId = '', PhysicalResourceId = '' } of StackResourceSummaries)
      physicalIds[LogicalResourceId] = PhysicalResourceId;
  }
  return physicalIds;
}
