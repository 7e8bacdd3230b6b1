export { startOwnBroker } from '../../../../tests/support/own-broker.ts';
