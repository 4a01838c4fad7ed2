import type { ListenAddress } from '../sources/listen-address.ts';
import type { Config } from './config.ts';
import type { SourcePlan } from './daemon-sources.ts';

/** A place where a logsift of some configuration listens. */
export interface Listener {
  /** What comes there: `syslog`, `snmp-trap`, `http`, `otlp`, or `dashboard`. */
  readonly what: string;
  readonly protocol: 'udp' | 'tcp' | 'tls';
  readonly address: ListenAddress;
  /** Bytes of receive buffer that are asked of the kernel; null where it is none of datagrams. */
  readonly buffer: number | null;
}

interface Listening {
  readonly udp?: readonly ListenAddress[];
  readonly tcp?: readonly ListenAddress[];
  readonly tls?: { readonly listen: readonly ListenAddress[] };
  readonly listen?: readonly ListenAddress[];
  readonly receive_buffer?: number;
}

/** Everything that such a configuration listens on. */
export function listenersOf({ http }: Pick<Config, 'http'>, { sources }: SourcePlan): Listener[] {
  const found = sources.flatMap(({ type, options }): Listener[] => {
    const { udp = [], tcp = [], tls, listen = [], receive_buffer: buffer = null } = options as Listening;
    const of = (protocol: Listener['protocol'], addresses: readonly ListenAddress[]) =>
      addresses.map((address) => ({
        ...{ what: type, protocol, address },
        buffer: protocol === 'udp' ? buffer : null,
      }));
    if (type === 'syslog') return [...of('udp', udp), ...of('tcp', tcp), ...of('tls', tls?.listen ?? [])];
    if (type === 'snmp-trap') return of('udp', listen);
    return type === 'http' || type === 'otlp' ? of('tcp', listen) : [];
  });
  if (http.listen !== null)
    found.push({ what: 'dashboard', protocol: 'tcp', address: http.listen, buffer: null });
  return found;
}
