const json = 'application/json';

/** What must be refused with this status, and make nothing. */
export const badRequests = [
  { path: '/users', body: '{"email":', type: json, status: 422 },
  { path: '/users', body: '{}', type: json, status: 422 },
  { path: '/users', body: '{"email":"bad@example.com","name":" "}', type: json, status: 422 },
  { path: '/users', body: '{"email":"bad@example.com","name":"Bad"}', type: 'text/plain', status: 415 },
  {
    path: '/users',
    body: JSON.stringify({ email: 'bad@example.com', name: 'x'.repeat(70_000) }),
    type: json,
    status: 413,
  },
  { path: '/orders', body: '[]', type: json, status: 422 },
  { path: '/orders', body: order('0'), type: json, status: 422 },
  { path: '/orders', body: order('1.001'), type: json, status: 422 },
  { path: '/orders', body: order('-1'), type: json, status: 422 },
] as const;

function order(amount: string): string {
  return JSON.stringify({ user_id: '00000000-0000-7000-8000-000000000000', amount });
}
