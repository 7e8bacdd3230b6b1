import { v7 as uuidv7 } from 'uuid';

const baseUrl = () => process.env.HTTP_BASE_URL ?? 'http://127.0.0.1:3000';

export interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of it
  json: any;
}

export async function get(path: string): Promise<Answer> {
  return answer(await fetch(`${baseUrl()}${path}`));
}

export async function post(path: string, body: unknown, others: Record<string, string> = {}): Promise<Answer> {
  const headers = { 'content-type': 'application/json', ...others };
  return answer(await fetch(`${baseUrl()}${path}`, { method: 'POST', headers, body: JSON.stringify(body) }));
}

export const newEmail = () => `${uuidv7()}@example.com`;

/** A user that no other test knows. */
export async function createUser(email = newEmail()) {
  const { json } = await post('/users', { email, name: 'Ada' });
  return json as { id: string; email: string };
}

async function answer(response: Response): Promise<Answer> {
  const text = await response.text();
  return { status: response.status, headers: response.headers, json: text === '' ? undefined : JSON.parse(text) };
}
