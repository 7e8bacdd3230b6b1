// A function's process in a LocalStack without Docker: node runner.mjs REQUESTS RESPONSES, two file descriptors with one
// JSON object on each line. host_executor.py is the other end.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import readline from 'node:readline';

const [requests, responses] = process.argv.slice(2).map(Number);
const root = process.env.LAMBDA_TASK_ROOT ?? '';
process.chdir(root);

function answer(message) {
  // Ends the log of the invocation.
  process.stdout.write('\0\n');
  fs.writeSync(responses, `${JSON.stringify(message)}\n`);
}

const handler = await load().catch((error) => {
  answer({ error: toError(error) });
  process.exit(1);
});
answer({ ready: true });

for await (const line of readline.createInterface({ input: fs.createReadStream('', { fd: requests }) })) {
  const { payload, ...invocation } = JSON.parse(line);
  try {
    const result = await invoke(payload ? JSON.parse(payload) : {}, contextOf(invocation));
    answer({ result: result ?? null });
  } catch (error) {
    console.error(`ERROR\tInvoke Error\t${JSON.stringify(toError(error))}`);
    answer({ error: toError(error) });
  }
}

async function load() {
  const [, file = '', name = ''] = /^(.+)\.([^.]+)$/.exec(process.env._HANDLER ?? '') ?? [];
  const found = ['.js', '.mjs', '.cjs'].map((extension) => path.join(root, file + extension)).find(fs.existsSync);
  if (!found) throw Object.assign(new Error(`Cannot find module '${file}'`), { name: 'Runtime.ImportModuleError' });
  const module = found.endsWith('.cjs') ? createRequire(found)(found) : await import(found);
  if (typeof module[name] === 'function') return module[name];
  throw Object.assign(new Error(`${file}.${name} is not exported`), { name: 'Runtime.HandlerNotFound' });
}

/** A handler with three parameters is one with a callback. */
function invoke(event, context) {
  if (handler.length < 3) return handler(event, context);
  return new Promise((resolve, reject) => {
    handler(event, context, (error, result) => (error ? reject(error) : resolve(result)));
  });
}

function contextOf({ 'invoke-id': awsRequestId, 'invoked-function-arn': invokedFunctionArn, deadline }) {
  return {
    awsRequestId,
    invokedFunctionArn,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

function toError(error) {
  const { name: errorType = 'Error', message: errorMessage = String(error), stack = '' } = error ?? {};
  return { errorType, errorMessage, trace: stack.split('\n') };
}
