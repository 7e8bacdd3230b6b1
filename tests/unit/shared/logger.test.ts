import { expect, test } from '@jest/globals';
import { execa } from 'execa';

const FORGED = '{"level":"INFO","message":"forged"}';

/** C0 and C1 controls, what ends a line somewhere, a terminal's escape sequences, and a change of direction. */
const CONTROLS = [
  '\n',
  '\r\n',
  '\u0000',
  '\u000b',
  '\u001b[2K',
  '\u007f',
  '\u0085',
  '\u009b2K',
  '\u2028',
  '\u2029',
  '\u202e',
];

/** The functions themselves, in a process whose output they write. */
const program = (call: string) => `
  import { http } from './functions/shared/http.ts';
  import { handler as fallback } from './functions/fallback.ts';
  import { kafka } from './functions/shared/kafka.ts';
  import { logger } from './functions/shared/logger.ts';
  import { userCreated } from './events/user-created.ts';
  const context = { awsRequestId: 'id', functionName: 'f', invokedFunctionArn: 'arn', memoryLimitInMB: '1' };
  const request = (method, path, headers = {}) => ({
    version: '2.0', routeKey: '$default', rawPath: path, headers, requestContext: { http: { method, path } },
  });
  ${call}`;

async function logOf(call: string): Promise<string> {
  const env = { POWERTOOLS_LOG_LEVEL: 'INFO', POWERTOOLS_DEV: 'false', USERS_TABLE: 'users' };
  const { all } = await execa({ all: true, stripFinalNewline: false, env, input: program(call) })(process.execPath, [
    '--input-type=module',
    '--no-warnings',
  ]);
  return all;
}

const inputs = CONTROLS.map((control) => `/a${control}${FORGED}${control}b`);

test.each([
  ['a path', 'for (const text of INPUTS) await fallback(request("GET", text), context);'],
  ['a path in percent escapes', 'for (const text of INPUTS) await fallback(request("GET", encodeURI(text)), context);'],
  ['a method', 'for (const text of INPUTS) await fallback(request(text, "/users"), context);'],
  [
    'a header',
    'for (const text of INPUTS) await fallback(request("GET", "/", { "user-agent": text, [text]: text }), context);',
  ],
  [
    "an event's value",
    `for (const text of INPUTS) {
      const schema = { safeParse: (data) => ({ success: true, data }) };
      const value = Buffer.from(JSON.stringify({ email: text })).toString('base64');
      const contract = { ...userCreated, schema };
      const consumer = kafka({ contract, service: 'S', table: () => '', apply: async () => {} });
      await consumer({ records: { 't-0': [{ value }] } }, context);
    }`,
  ],
  ['a detail of a log', 'for (const text of INPUTS) logger.info("m", { detail: { text, list: [text] } });'],
])('%s cannot forge a log line: one line each, without a control character in it', async (_, call) => {
  const log = await logOf(`const INPUTS = ${JSON.stringify(inputs)};\n${call}`);

  const lines = log.split('\n').slice(0, -1);
  expect(lines).toHaveLength(inputs.length);
  expect(log.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u);
  for (const line of lines) expect(JSON.parse(line).message).not.toBe('forged');
});

test('an unexpected error is one line, whatever its message holds', async () => {
  const log = await logOf(`
    const fail = http({}, async () => { throw new Error(${JSON.stringify(`a\n${FORGED}\n\u2028b`)}); });
    await fail(request('GET', '/'), context);`);

  const lines = log.split('\n').slice(0, -1);
  expect(lines.map((line) => JSON.parse(line).message)).toEqual(['Unexpected error', 'GET / 500']);
  expect(log).not.toMatch(/\p{Zl}/u);
});

test('ordinary text is logged as it is', async () => {
  const log = await logOf('logger.info("Zoë 🙂 \\"quoted\\" 日本");');

  expect(log).toContain('Zoë 🙂 \\"quoted\\" 日本');
});
