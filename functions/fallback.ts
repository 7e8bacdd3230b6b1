// Any request that no other route takes → 404, or 405 with the methods that the path has (RFC 9110, 9.3.7: OPTIONS → 204).
import { HttpError, notFound } from './shared/errors.ts';
import { http } from './shared/http.ts';

/** The routes in serverless.yml, by path; a test holds the two together. */
export const ROUTES: Readonly<Record<string, string>> = {
  '/users': 'POST',
  '/users/{user_id}': 'GET',
  '/users/{user_id}/orders': 'GET',
  '/orders': 'POST',
  '/orders/{order_id}': 'GET',
};

export const handler = http({}, async ({ event }) => {
  const { method, path } = event.requestContext.http;
  const route = Object.keys(ROUTES).find((template) => toPattern(template).test(path));
  if (!route) throw notFound('No such path');
  const allow = ROUTES[route] ?? '';
  if (method === 'OPTIONS') return { statusCode: 204, headers: { allow } };
  throw new HttpError(405, `${method} is not allowed here`, { headers: { allow } });
});

const toPattern = (template: string) => new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`);
