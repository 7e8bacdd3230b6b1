import * as z from 'zod';
import type { ZodOpenApiOperationObject, ZodOpenApiResponseObject } from 'zod-openapi';
import { NewOrder, OrderView } from '../functions/orders/order.ts';
import { NewUser, OrdersPage, OrdersQuery, User } from '../functions/users/user.ts';
import { problems, requestId } from './problems.ts';

const ada = { id: '0190e4a4-6f5c-7c3e-9b1a-2f0d8c5e7a11', email: 'ada@example.com', name: 'Ada' };
const order = { id: '0190e4a4-8d21-7f40-8a6b-5c1e9d3f2b44', user_id: ada.id, amount: '59.99' };
const created_at = '2024-07-24T09:00:00.000Z';

/** What the API does, by the function's key. Its path and method are in serverless.yml. */
export const operations: Record<string, ZodOpenApiOperationObject> = {
  usersCreate: {
    summary: 'Create a user',
    requestParams: { header: idempotent() },
    requestBody: json(NewUser, { email: ada.email, name: ada.name }),
    responses: {
      201: created(User, { ...ada, created_at }, { usersGet: 'user_id', usersListOrders: 'user_id' }),
      ...problems(400, 409, 413, 415, 422, 500),
    },
  },
  usersGet: {
    summary: 'Read a user',
    requestParams: { path: z.object({ user_id: z.uuid() }) },
    responses: { 200: ok(User, { ...ada, created_at }), ...problems(404, 500) },
  },
  usersListOrders: {
    summary: "List a user's orders, newest first",
    description: 'An order is listed once its order_created arrived.',
    requestParams: { path: z.object({ user_id: z.uuid() }), query: OrdersQuery },
    responses: {
      200: ok(OrdersPage, { orders: [{ order_id: order.id, user_id: ada.id }], next_cursor: null }),
      ...problems(404, 422, 500),
    },
  },
  ordersCreate: {
    summary: 'Create an order',
    description: 'Whether the user exists is not asked. `user` is null until the user_created of the user arrived.',
    requestParams: { header: idempotent() },
    requestBody: json(NewOrder, { user_id: ada.id, amount: order.amount }),
    responses: {
      201: created(OrderView, { ...order, created_at, user: null }, { ordersGet: 'order_id' }),
      ...problems(400, 413, 415, 422, 500),
    },
  },
  ordersGet: {
    summary: 'Read an order and what is known of its user',
    requestParams: { path: z.object({ order_id: z.uuid() }) },
    responses: {
      200: ok(OrderView, { ...order, created_at, user: { id: ada.id, email: ada.email } }),
      ...problems(404, 500),
    },
  },
};

/** draft-ietf-httpapi-idempotency-key-header: an sf-string, or the same without its quotes. */
function idempotent() {
  const key = z.string().regex(/^(?:[!#-~][!-~]{0,254}|"(?:[!#-[\]-~]|\\["\\]){1,255}")$/);
  const description =
    'With the same key and body the first answer comes again, for 24 hours: a POST whose answer was lost is sent again with it.';
  return z.object({ 'Idempotency-Key': key.optional().meta({ description }) });
}

function json(schema: z.ZodType, example: object) {
  return { required: true, content: { 'application/json': { schema, example } } };
}

function ok(schema: z.ZodType, example: object): ZodOpenApiResponseObject {
  return {
    description: 'Here it is.',
    headers: z.object({ 'x-request-id': requestId }),
    content: { 'application/json': { schema, example } },
  };
}

/** @param links the operations that take the new id, with their parameter for it */
function created(schema: z.ZodType, example: object, links: Record<string, string>): ZodOpenApiResponseObject {
  const location = z.string().meta({ description: 'The path of what was created.' });
  return {
    description: 'It was created, now or when the same Idempotency-Key came first.',
    headers: z.object({ location, 'x-request-id': requestId }),
    content: { 'application/json': { schema, example } },
    links: Object.fromEntries(
      Object.entries(links).map(([operationId, parameter]) => [
        operationId,
        { operationId, parameters: { [`path.${parameter}`]: '$response.body#/id' } },
      ]),
    ),
  };
}
