import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** State of a TCP socket that listens (net/tcp_states.h). */
const LISTENING = '0A';

/** Ports that some program of this machine takes in at, of Linux' /proc/net; empty where there is none. */
export function portsInUse(root = '/'): {
  readonly udp: ReadonlySet<number>;
  readonly tcp: ReadonlySet<number>;
} {
  const ports = (names: readonly string[], wanted: (state: string) => boolean) =>
    new Set(
      names.flatMap((name) =>
        textOf(join(root, 'proc/net', name))
          .split('\n')
          .slice(1)
          .flatMap((line) => {
            const match = / \S+:([0-9A-F]{4}) \S+ ([0-9A-F]{2}) /.exec(line);
            return match === null || !wanted(match[2]!) ? [] : [Number.parseInt(match[1]!, 16)];
          }),
      ),
    );
  return {
    udp: ports(['udp', 'udp6'], () => true),
    tcp: ports(['tcp', 'tcp6'], (state) => state === LISTENING),
  };
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
