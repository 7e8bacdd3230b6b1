import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';

/** An address and a port that a process listens on. */
export interface ListeningSocket {
  readonly address: string;
  readonly port: number;
}

const LISTEN = '0A';

/** The TCP sockets that the processes of these process groups listen on. Linux only: proc(5), proc_pid_net(5). */
export function listeningSockets(processGroups: readonly number[]): ListeningSocket[] {
  const sockets = processesIn(processGroups).flatMap(socketsOf);
  return ['tcp', 'tcp6']
    .flatMap(listening)
    .flatMap(({ inode, ...socket }) => (sockets.includes(inode) ? [socket] : []));
}

function processesIn(processGroups: readonly number[]): string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    // <pid> (<command>) <state> <parent> <process group>
    const [, group] = /.*\) \S (?:\d+) (\d+)/s.exec(readIfThere(`/proc/${pid}/stat`)) ?? [];
    return processGroups.includes(Number(group));
  });
}

function socketsOf(pid: string): string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(path.join(`/proc/${pid}/fd`, fd)))?.[1] ?? [];
    } catch {
      return []; // closed meanwhile
    }
  });
}

function listening(table: string) {
  const [, ...rows] = readIfThere(`/proc/net/${table}`).trim().split('\n');
  return rows.flatMap((row) => {
    const [, local = '', , state, , , , , , inode = ''] = row.trim().split(/\s+/);
    const [address = '', port = ''] = local.split(':');
    return state === LISTEN ? [{ address: readable(address), port: Number.parseInt(port, 16), inode }] : [];
  });
}

/** Words of 32 bits in the machine's order, which is little-endian wherever Node.js runs but on s390x. */
function readable(hex: string): string {
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) => [...Buffer.from(word, 'hex').reverse()]);
  if (bytes.length === 4) return bytes.join('.');
  const text = Buffer.from(bytes).toString('hex');
  const mapped = /^0{20}ffff(.{8})$/.exec(text)?.[1];
  return mapped ? [...Buffer.from(mapped, 'hex')].join('.') : (text.match(/.{4}/g) ?? []).join(':');
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
