import { orderCreated } from '../events/order-created.ts';
import { userCreated } from '../events/user-created.ts';
import { toPlainContract } from './plain-contract.ts';

/** The contract of every event, as it is now. */
export const contracts = [toPlainContract(userCreated), toPlainContract(orderCreated)];
