import { CloudFormationClient, GetTemplateCommand, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import type { Settings } from '../stack/settings.ts';
import { localStackClient, STACK_NAME } from './address.ts';

/** A route of the deployed HTTP API, and the name of its function. */
export interface Route {
  /** `GET /users/{user_id}`, or `$default`. */
  readonly routeKey: string;
  readonly functionName: string;
}

/** What of a template is read. */
interface Template {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties: Properties }>>;
}

interface Properties {
  readonly RouteKey: string;
  /** {"Fn::Join": ["/", ["integrations", {"Ref": <integration>}]]} */
  readonly Target: { readonly 'Fn::Join': readonly [string, readonly [string, { readonly Ref: string }]] };
  readonly IntegrationUri: { readonly 'Fn::GetAtt': readonly [string, string] };
}

/** The HTTP API as its stack's template has it: LocalStack's community edition makes none of it. */
export async function readRoutes(settings: Settings): Promise<Route[]> {
  const client = new CloudFormationClient(localStackClient(settings));
  const { TemplateBody = '' } = await client.send(new GetTemplateCommand({ StackName: STACK_NAME }));
  const names = new Map<string | undefined, string | undefined>();
  for await (const { StackResourceSummaries = [] } of paginateListStackResources(
    { client },
    { StackName: STACK_NAME },
  )) {
    for (const { LogicalResourceId, PhysicalResourceId } of StackResourceSummaries) {
      names.set(LogicalResourceId, PhysicalResourceId);
    }
  }
  client.destroy();
  const { Resources } = JSON.parse(TemplateBody) as Template;
  return Object.values(Resources)
    .filter(({ Type }) => Type === 'AWS::ApiGatewayV2::Route')
    .map(({ Properties: { RouteKey: routeKey, Target } }) => {
      const integration = Resources[Target['Fn::Join'][1][1].Ref]?.Properties;
      return { routeKey, functionName: names.get(integration?.IntegrationUri['Fn::GetAtt'][0]) ?? '' };
    });
}

export interface Match extends Route {
  /** Decoded; none where there are none. */
  readonly pathParameters: Record<string, string> | undefined;
}

/**
 * The most specific route: without variables, then with some, then greedy, then `$default`. ("Routing API requests" in the
 * API Gateway developer guide)
 */
export function findRoute(routes: readonly Route[], method: string, path: string): Match | undefined {
  const greediness = ({ routeKey }: Route) =>
    routeKey === '$default' ? 3 : routeKey.includes('+}') ? 2 : routeKey.includes('{') ? 1 : 0;
  for (const route of routes.toSorted((one, other) => greediness(one) - greediness(other))) {
    if (route.routeKey === '$default') return { ...route, pathParameters: undefined };
    const [routeMethod, template = ''] = route.routeKey.split(' ');
    const match = toPattern(template).exec(path);
    if (!match || ![method, 'ANY'].includes(routeMethod ?? '')) continue;
    const parameters = Object.entries(match.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]);
    return { ...route, pathParameters: parameters.length > 0 ? Object.fromEntries(parameters) : undefined };
  }
  return undefined;
}

const toPattern = (template: string) =>
  new RegExp(
    `^${template.replaceAll(/\{(\w+)(\+?)\}/g, (_, name, greedy) => `(?<${name}>${greedy ? '.+' : '[^/]+'})`)}$`,
  );
