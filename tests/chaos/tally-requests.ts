import type { Item } from './evidence.ts';
import type { Sent } from './post.ts';
import { countsOf, type Row, row, type Side } from './tally-row.ts';

/** What the clients were promised. */
export const requestRows = (sent: readonly Sent[], sides: readonly Side[]): Row[] => [
  everyRequestAnswered(sent),
  every201HasItsItem(sent, sides),
  nothingUnasked(sent, sides),
  aRequestMakesOneOrder(sides),
  oneUserForAnEmail(sides),
  aKeyMakesOneResource(sent),
  badRequestsRefused(sent),
];

/** Those with a key, and those that are refused before anything is written: they were sent until they were answered. */
function everyRequestAnswered(sent: readonly Sent[]): Row {
  const keyed = sent.filter(({ post }) => post.key);
  const stuck = keyed.filter(({ status }) => status === undefined).map(nameOf);
  return row('a request with a key is answered in the end', keyed.length, { stuck });
}

function every201HasItsItem(sent: readonly Sent[], sides: readonly Side[]): Row {
  const answers = new Map(sent.flatMap(({ post, created }) => (created ? [[created.id, { post, created }]] : [])));
  const lost: string[] = [];
  const wrong: string[] = [];
  for (const [id, { post, created }] of answers) {
    const item = sides.find(({ path }) => path === post.path)?.own.find((other) => other.id === id);
    if (!item) lost.push(`${post.path}/${id}`);
    else if (Object.entries(created).some(([name, value]) => name !== 'user' && item[name] !== value))
      wrong.push(`${post.path}/${id}`);
  }
  return row('every 201 has its item', answers.size, { lost, wrong });
}

/**
 * What a request without a key, whose answer was lost, may have made is told by its e-mail (its amount). A bad one makes
 * nothing, and its body may be no JSON.
 */
function nothingUnasked(sent: readonly Sent[], sides: readonly Side[]): Row {
  const answered = new Set(sent.flatMap(({ created }) => created?.id ?? []));
  const maybe = new Set(
    sent
      .filter(({ post, status }) => status === undefined && !post.refusedWith)
      .map(({ post }) => markOf(JSON.parse(post.body))),
  );
  const own = sides.flatMap((side) => side.own.map((item) => ({ item, name: `${side.path}/${item.id}` })));
  const wrong = own.filter(({ item }) => !answered.has(item.id) && !maybe.has(markOf(item))).map(({ name }) => name);
  return row('nothing is there that no 201 stands for', own.length, { wrong });
}

/** The e-mail of a user; the amount, which no other order has. */
const markOf = ({ email, amount }: Item): string => String(email ?? amount);

/** Each request has an amount of its own; a repeat, and another body under its key, has the same. */
function aRequestMakesOneOrder(sides: readonly Side[]): Row {
  const orders = sides.find(({ path }) => path === '/orders')?.own ?? [];
  const counts = countsOf(orders.map(({ amount }) => amount));
  const doubled = [...counts].filter(([, count]) => count > 1).map(([amount]) => `amount ${amount}`);
  return row('a request makes one order', counts.size, { doubled });
}

function oneUserForAnEmail(sides: readonly Side[]): Row {
  const users = sides.find(({ path }) => path === '/users')?.own ?? [];
  const counts = countsOf(users.map(({ email }) => email.toLowerCase()));
  const doubled = [...counts].filter(([, count]) => count > 1).map(([email]) => email);
  return row('an e-mail has one user', counts.size, { doubled });
}

/**
 * Once a key has made something, the same request gets the same 201 and another one gets 422. A 409 keeps no key: it is
 * fine for what never got a 201, since somebody else had the e-mail.
 */
function aKeyMakesOneResource(sent: readonly Sent[]): Row {
  const keyed = sent.filter(({ post, status }) => post.key && !post.refusedWith && status !== undefined);
  const byKey = Map.groupBy(keyed, ({ post }) => String(post.key));
  const doubled: string[] = [];
  const wrong: string[] = [];
  for (const [key, requests] of byKey) {
    const made = requests.filter(({ created }) => created);
    if (new Set(made.map(({ created }) => created?.id)).size > 1) doubled.push(key);
    const winner = made[0]?.post.body;
    const misanswered = requests.filter(({ post, status, created }) =>
      post.body === winner ? !created : created || !(winner ? [409, 422] : [409]).includes(status ?? 0),
    );
    wrong.push(...misanswered.map(nameOf));
  }
  return row('a key makes one resource', byKey.size, { doubled, wrong });
}

function badRequestsRefused(sent: readonly Sent[]): Row {
  const bad = sent.filter(({ post, status }) => post.refusedWith && status !== undefined);
  const wrong = bad.filter(({ post, status }) => status !== post.refusedWith).map(nameOf);
  return row('a bad request is refused', bad.length, { wrong });
}

const nameOf = ({ index, post, status }: Sent) => `request ${index} (${post.path}: ${status ?? 'no answer'})`;
