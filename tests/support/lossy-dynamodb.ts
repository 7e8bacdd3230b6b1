import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';

/**
 * A TCP proxy before DynamoDB that can lose answers: what was sent takes effect, and the connection breaks before the
 * sender hears of it. From now on this process's functions reach DynamoDB through it.
 */
export async function startLossyDynamodb() {
  const { hostname, port } = new URL(process.env.AWS_ENDPOINT_URL_DYNAMODB ?? '');
  const operations: string[] = [];
  let lost: (operation: string) => boolean = () => false;

  const server = createServer((client) => {
    const dynamodb = connect(Number(port), hostname);
    let operation = '';
    client.on('data', (bytes) => {
      const [, target] = /x-amz-target: DynamoDB_\d+\.(\w+)/i.exec(bytes.toString('latin1')) ?? [];
      if (target) {
        operation = target;
        operations.push(target);
      }
      dynamodb.write(bytes);
    });
    dynamodb.on('data', (bytes) => {
      if (client.destroyed) return;
      if (lost(operation)) client.destroy();
      else client.write(bytes);
    });
    client.on('close', () => dynamodb.destroy()).on('error', () => {});
    dynamodb.on('close', () => client.destroy()).on('error', () => {});
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  process.env.AWS_ENDPOINT_URL_DYNAMODB = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    /** The operations that were sent since the last call. */
    sent: () => operations.splice(0),
    /** The next `count` answers to this operation get lost. */
    lose(operation: string, count: number) {
      lost = (other) => other === operation && count-- > 0;
    },
    stop: () => server.close(),
  };
}
