/** An address as event-ruler compares it: upper case hexadecimal digits, 8 of IPv4 or 32 of IPv6. */
export type IpAddress = string;

/** Undefined for anything else. As in Java, an IPv4 address that is mapped into IPv6 is the IPv4 address. */
export function ipAddress(text: string): IpAddress | undefined {
  const address = text.includes(':') ? ipv6(text) : ipv4(text);
  return address?.replace(/^0{20}FFFF(?=.{8}$)/, '');
}

/**
 * Digits are compared from the left, whatever the family: that lets an IPv6 address into the range of an IPv4 address
 * which begins alike.
 */
export const ipRange =
  (bottom: IpAddress, top: IpAddress) =>
  (text: string): boolean => {
    const address = ipAddress(text);
    return address !== undefined && address >= bottom && address.slice(0, top.length) <= top;
  };

/** All addresses whose first bits are those of the address. */
export function network(address: IpAddress, bits: number): [bottom: IpAddress, top: IpAddress] {
  const length = address.length;
  const hostBits = BigInt(length * 4 - bits);
  const prefix = BigInt(`0x${address}`) >> hostBits;
  const digits = (value: bigint) => value.toString(16).toUpperCase().padStart(length, '0');
  return [digits(prefix << hostBits), digits(((prefix + 1n) << hostBits) - 1n)];
}

function ipv4(text: string): IpAddress | undefined {
  if (text.length > 15 || !/^\d+\.\d+\.\d+\.\d+$/.test(text)) return undefined;

  const bytes = text.split('.').map(Number);
  return bytes.every((byte) => byte <= 255) ? hexadecimal(bytes, 2) : undefined;
}

function ipv6(text: string): IpAddress | undefined {
  const [before = [], after, ...more] = text.split('::').map((half) => (half === '' ? [] : half.split(':')));
  const given = before.length + (after?.length ?? 0);
  if (more.length > 0 || (after ? given > 7 : given !== 8)) return undefined;

  const groups = after ? [...before, ...Array<string>(8 - given).fill('0'), ...after] : before;
  const numbers = groups.map((group) => (/^[\da-f]+$/i.test(group) ? Number.parseInt(group, 16) : Number.NaN));
  return numbers.every((number) => number <= 0xffff) ? hexadecimal(numbers, 4) : undefined;
}

const hexadecimal = (numbers: number[], digits: number): string =>
  numbers.map((number) => number.toString(16).toUpperCase().padStart(digits, '0')).join('');
