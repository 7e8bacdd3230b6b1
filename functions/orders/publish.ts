// orders table's stream → order_created. The stream's filter lets only inserted orders through.
import { orderCreated } from '../../events/order-created.ts';
import { stream } from '../shared/stream.ts';
import { Order, toOrderCreated } from './order.ts';

export const handler = stream(orderCreated, (image) => {
  const order = Order.parse(image);
  return { event: toOrderCreated(order), time: order.created_at };
});
