// npm run test:localstack [-- jest arguments]: the integration and end-to-end tests against functions that are deployed to
// LocalStack, with a real Kafka broker.
import { localStackTests } from './support/localstack-tests.ts';
import { testRun } from './support/test-run.ts';

await testRun(localStackTests);
