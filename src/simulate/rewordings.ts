import type { Role } from './network.ts';

/** A daemon whose next version says the same in other words. */
export interface Rewording {
  readonly app: string;
  readonly unit: string;
  readonly on: readonly Role[];
  /** Only the first machine of the role runs it. */
  readonly first?: true;
  readonly versions: readonly [before: string, after: string];
  /** What its lines read like, and what becomes of them; the first that fits counts. */
  readonly words: readonly (readonly [before: RegExp, after: string])[];
}

/** Daemons whose lines no incident changes, so that an incident and its label stay together. */
export const REWORDINGS: readonly Rewording[] = [
  {
    app: 'shop-api',
    unit: 'shop-api.service - Shop API',
    on: ['app'],
    versions: ['5.2.4', '5.4.0'],
    words: [
      [
        /^request id=(\w+) method=(\w+) path=(\S+) status=(\d+) duration=(\d+)ms$/,
        'handled $2 $3 with status $4 in $5 ms, trace $1',
      ],
      [/^request id=(\w+) failed: (.*)$/, 'request of trace $1 could not be answered: $2'],
      [
        /^payment provider slow: authorisation took (\d+) ms, retrying once$/,
        'slow payment provider: $1 ms for an authorisation, one more try',
      ],
      [
        /^rate limit reached for client (\S+): (\d+) requests in 60 s$/,
        'client $1 is over its rate limit with $2 requests in 60 s',
      ],
      [/^cache refreshed: (\d+) products in (\d+) ms$/, 'refreshed cache of $1 products within $2 ms'],
      [/^gc pause (\d+) ms, heap (\d+) MB$/, 'paused $1 ms for gc, heap is $2 MB'],
      [/^voucher (\w+) rejected: expired$/, 'rejected voucher $1, as it is expired'],
      [/^price list uploaded by (\w+): (\d+) rows$/, '$1 uploaded a price list of $2 rows'],
      [/^price list applied: (\d+) rows changed in (\d+) ms$/, 'applied price list, $1 changed rows, $2 ms'],
    ],
  },
  {
    app: 'dhcpd',
    unit: 'isc-dhcp-server.service - ISC DHCP IPv4 server',
    on: ['names'],
    first: true,
    versions: ['4.4.3', '4.5.0'],
    words: [
      [/^DHCPDISCOVER from (\S+)(.*) via (\S+)$/, 'received DHCPDISCOVER from client $1$2 through relay $3'],
      [/^DHCPOFFER on (\S+) to (\S+)(.*) via (\S+)$/, 'sent DHCPOFFER of $1 to client $2$3 through relay $4'],
      [
        /^DHCPREQUEST for (\S+)(.*?) from (\S+)(.*) via (\S+)$/,
        'received DHCPREQUEST for $1$2 from client $3$4 through relay $5',
      ],
      [/^DHCPACK on (\S+) to (\S+)(.*) via (\S+)$/, 'sent DHCPACK of $1 to client $2$3 through relay $4'],
    ],
  },
  {
    app: 'named',
    unit: 'named.service - BIND Domain Name Server',
    on: ['names'],
    versions: ['9.20.11', '9.22.1'],
    words: [
      [
        /^client (\S+) (\S+) \((\S+)\): query \(cache\) '([^']*)' denied$/,
        "client $1 $2 ($3): query '$4' denied by allow-query-cache",
      ],
      [
        /^(network unreachable|timed out|REFUSED unexpected RCODE) resolving '([^']*)': (.*)$/,
        "resolving '$2' at $3: $1",
      ],
      [/^zone (\S+): loaded serial (\d+)$/, 'zone $1: serial $2 is loaded'],
      [/^zone (\S+): sending notifies \(serial (\d+)\)$/, 'zone $1: notifies of serial $2 are sent'],
      [/^received control channel command '(\w+)'$/, "control channel: received command '$1'"],
    ],
  },
  {
    app: 'smbd',
    unit: 'smbd.service - Samba SMB Daemon',
    on: ['file'],
    versions: ['4.22.4', '4.23.0'],
    words: [
      [
        /^(\S+) \((ipv4:\S+)\) connect to service (\S+) initially as user (\S+) \((.*)\)$/,
        'share $3: user $4 ($5) connected from $1 ($2)',
      ],
      [
        /^(\S+) \((ipv4:\S+)\) closed connection to service (\S+)$/,
        'share $3: connection from $1 ($2) closed',
      ],
      [
        /^Auth: \[(.*?)\] user (\S+) at (\S+) with (\S+) status (\S+)$/,
        'Auth: user $2 at $3, $4 over [$1], status $5',
      ],
    ],
  },
  {
    app: 'dovecot',
    unit: 'dovecot.service - Dovecot IMAP/POP3 email server',
    on: ['mail'],
    versions: ['2.3.21', '2.4.1'],
    words: [
      [
        /^imap-login: Login: user=<(\S+)>, method=(\w+), (.*)$/,
        'imap-login: Logged in: user=<$1>, mechanism=$2, $3',
      ],
      [
        /^imap-login: Disconnected: Connection closed (\(.*?\)): (.*)$/,
        'imap-login: Login aborted: Connection closed $1: $2',
      ],
      [
        /^imap\((\w+)\)<(\S+)>: Disconnected: Logged out (.*)$/,
        'imap($1)<$2>: Logged out, connection closed: $3',
      ],
      [/^imap\((\w+)\): Warning: fscking index file (\S+)$/, 'imap($1): Warning: index file $2 is checked'],
      [
        /^doveadm: expunged (\d+) messages from Trash of (\d+) users$/,
        'doveadm: $1 messages of $2 users expunged from mailbox Trash',
      ],
    ],
  },
  {
    app: 'nagios',
    unit: 'nagios4.service - Nagios monitoring daemon',
    on: ['monitor'],
    versions: ['4.4.6', '4.5.9'],
    words: [
      [
        /^SERVICE ALERT: (\w+);(\w+);(\w+);(\w+);(\d+);(.*)$/,
        'SERVICE STATE: $1;$2 is $3 ($4, attempt $5);$6',
      ],
      [/^Auto-save of retention data completed successfully\.$/, 'Retention data saved successfully.'],
    ],
  },
];

/** A line of the daemon in its new words; as it was when it has none for it. */
export function reworded({ words }: Rewording, message: string): string {
  for (const [before, after] of words) {
    if (before.test(message)) return message.replace(before, after);
  }
  return message;
}
