import type { ForeignUser, Order } from '../functions/orders/order.ts';
import { toOrderCreated } from '../functions/orders/order.ts';
import { userKey as foreignUserKey, orderKey } from '../functions/orders/table.ts';
import type { Key } from '../functions/shared/dynamodb.ts';
import { orderKey as foreignOrderKey, userKey } from '../functions/users/table.ts';
import type { ForeignOrder, User } from '../functions/users/user.ts';
import { toUserCreated } from '../functions/users/user.ts';
import type { ServiceName } from './stage.ts';

export type Item = Key & Record<string, unknown>;

/** What one service owns and another keeps a foreign record of. */
export interface Copy {
  readonly event: string;
  readonly source: { service: ServiceName; filter: string; sk: string };
  readonly foreign: { service: ServiceName; filter: string; sk: string };
  /** The id of the source, of a source item or of a foreign record. */
  idOf(item: Item, side: Side): string;
  sourceKey(id: string): Key;
  /** What the foreign record of a source item must be, with its key. */
  toForeign(source: Item): Item;
}

export type Side = 'source' | 'foreign';

const OWN = 'sk = :sk';

/** The only place that knows both tables: no function reads the other service's. */
export const COPIES: readonly Copy[] = [
  {
    event: 'user_created',
    source: { service: 'users', filter: OWN, sk: 'USER' },
    foreign: { service: 'orders', filter: OWN, sk: 'USER' },
    idOf: (item, side) =>
      String(side === 'source' ? (item as unknown as User).id : (item as unknown as ForeignUser).user_id),
    sourceKey: userKey,
    toForeign: (source) => {
      const event = toUserCreated(source as unknown as User);
      return { ...foreignUserKey(event.user_id), ...event };
    },
  },
  {
    event: 'order_created',
    source: { service: 'orders', filter: OWN, sk: 'ORDER' },
    foreign: { service: 'users', filter: 'begins_with(sk, :sk)', sk: 'ORDER#' },
    idOf: (item, side) =>
      String(side === 'source' ? (item as unknown as Order).id : (item as unknown as ForeignOrder).order_id),
    sourceKey: orderKey,
    toForeign: (source) => {
      const event = toOrderCreated(source as unknown as Order);
      return { ...foreignOrderKey(event.user_id, event.order_id), ...event };
    },
  },
];
