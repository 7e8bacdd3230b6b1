import { expect, test } from '@jest/globals';
import { findRoute } from '../../../localstack/routes.ts';

const routeKeys = ['$default', 'GET /{proxy+}', 'ANY /users/{user_id}', 'GET /users/me', 'GET /users/{user_id}/orders'];
const routes = routeKeys.map((routeKey) => ({ routeKey, functionName: `function of ${routeKey}` }));

test.each([
  ['GET', '/users/me', 'GET /users/me', undefined],
  ['GET', '/users/7', 'ANY /users/{user_id}', { user_id: '7' }],
  ['PUT', '/users/a%2Fb', 'ANY /users/{user_id}', { user_id: 'a/b' }],
  ['GET', '/users/7/orders', 'GET /users/{user_id}/orders', { user_id: '7' }],
  ['GET', '/users/7/orders/1', 'GET /{proxy+}', { proxy: 'users/7/orders/1' }],
  ['POST', '/users/7/orders', '$default', undefined],
  ['GET', '/', '$default', undefined],
])('%s %s goes to %s', (method, path, routeKey, pathParameters) => {
  expect(findRoute(routes, method, path)).toEqual({
    ...{ routeKey, functionName: `function of ${routeKey}` },
    pathParameters,
  });
});

test('without a default route, what no route takes finds none', () => {
  expect(findRoute(routes.slice(2), 'GET', '/orders')).toBeUndefined();
});
