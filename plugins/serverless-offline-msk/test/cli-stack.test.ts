import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, expect, test } from '@jest/globals';
import { readStackMappings } from '../src/cli/stack.ts';

const template = {
  Conditions: { OnAws: { 'Fn::Equals': ['local', 'prod'] } },
  Resources: {
    ConsumeLambdaFunction: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'shop-consume', Timeout: 7 } },
    Failures: { Type: 'AWS::SQS::Queue' },
    Mapping: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Condition: 'OnAws',
      Properties: {
        FunctionName: { 'Fn::GetAtt': ['ConsumeLambdaFunction', 'Arn'] },
        EventSourceArn: 'arn:aws:kafka:us-east-1:000000000000:cluster/local/1-1',
        Topics: ['users'],
        StartingPosition: 'TRIM_HORIZON',
        DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['Failures', 'Arn'] } } },
      },
    },
  },
};

test('a mapping behind a condition is read, with the names that the stack gave', async () => {
  const endpoint = await cloudFormation(JSON.stringify(template), [
    ['Failures', 'shop-Failures-1'],
    ['ConsumeLambdaFunction', 'shop-consume'],
  ]);

  const { mappings } = await readStackMappings('shop', 'us-east-1', { endpoint });

  expect(mappings).toMatchObject([
    {
      function: { key: 'shop-consume', timeoutMs: 7000 },
      topic: 'users',
      onFailureDestination: { kind: 'sqs', arn: 'arn:aws:sqs:us-east-1:000000000000:shop-Failures-1' },
    },
  ]);
});

test('a template that is YAML is refused with what to do', async () => {
  const endpoint = await cloudFormation('Resources:\n  A: {}\n', []);

  const reading = readStackMappings('shop', 'us-east-1', { endpoint });

  await expect(reading).rejects.toThrow('the template of the stack shop is not JSON: list its mappings in a file');
});

test('AWS is not asked unasked', async () => {
  await expect(readStackMappings('shop', 'us-east-1', {})).rejects.toThrow('AWS_ENDPOINT_URL_CLOUDFORMATION');
});

const servers: ReturnType<typeof createServer>[] = [];
afterAll(() => {
  for (const server of servers) server.close();
});

/**
 * Answers as CloudFormation does, one resource a page. A stub: what emulates CloudFormation needs Python or Docker
 * (the command was tried with LocalStack and MiniStack).
 */
async function cloudFormation(
  templateBody: string,
  resources: readonly (readonly [string, string])[],
): Promise<string> {
  const server = createServer(async (request, response) => {
    const chunks = await request.toArray();
    const query = new URLSearchParams(Buffer.concat(chunks).toString());
    const page = Number(query.get('NextToken') ?? 0);
    const [logicalId, physicalId] = resources[page] ?? [];
    const results: Record<string, string> = {
      GetTemplate: `<TemplateBody>${xml(templateBody)}</TemplateBody>`,
      ListStackResources:
        `<StackResourceSummaries><member><LogicalResourceId>${logicalId}</LogicalResourceId>` +
        `<PhysicalResourceId>${physicalId}</PhysicalResourceId></member></StackResourceSummaries>` +
        (page + 1 < resources.length ? `<NextToken>${page + 1}</NextToken>` : ''),
    };
    const action = query.get('Action') ?? '';
    response.writeHead(200, { 'content-type': 'text/xml' });
    response.end(
      `<${action}Response xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><${action}Result>` +
        `${results[action]}</${action}Result></${action}Response>`,
    );
  }).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const xml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
