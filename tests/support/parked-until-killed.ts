// node parked-until-killed.ts <request as JSON> <n>: the orders service's parked function, killed by SIGKILL before its
// n-th request to DynamoDB. Ends by itself where it makes fewer.
import { handler } from '../../functions/orders/parked.ts';
import { documents } from '../../functions/shared/dynamodb.ts';
import { lambdaContext } from './http-event.ts';

const [request = '', before] = process.argv.slice(2);
let requests = 0;
documents.middlewareStack.add(
  (next) => (args) => {
    if (++requests === Number(before)) process.kill(process.pid, 'SIGKILL');
    return next(args);
  },
  { step: 'finalizeRequest' },
);

await handler(JSON.parse(request), lambdaContext());
