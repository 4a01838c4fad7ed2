import { pick, randomInteger } from '../src/kit/random.ts';

/** What a message may draw on while it is made up. */
export interface Voice {
  readonly random: () => number;
  /** Epoch ms, and the same as syslog writes it. */
  readonly time: number;
  readonly stamp: string;
  readonly host: string;
}

/** One program of the made log: its share in percent, where it runs, and the kinds of message it writes. */
export interface Program {
  readonly tag: string;
  readonly pid: boolean;
  readonly weight: number;
  readonly hosts: 'server' | 'switch' | 'firewall';
  readonly messages: readonly ((voice: Voice) => string)[];
}

const USERS = 'alice bob carol deploy backup jenkins root ubuntu postgres git'.split(' ');
const GUESSED = 'admin test oracle guest ftpuser pi user1 nagios support dev'.split(' ');
const UNITS = 'apt-daily logrotate fstrim man-db phpsessionclean certbot sysstat-collect docker nginx'.split(
  ' ',
);
const DOMAINS = ['example.com', 'example.org', 'mail.example.net', 'lists.example.com', 'shop.example.org'];
const PAGES = [
  '/',
  '/login',
  '/api/v1/items',
  '/static/app.js',
  '/favicon.ico',
  '/search',
  '/health',
  '/img/logo.png',
];
const AGENTS = [
  'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
  'curl/7.88.1',
  'Mozilla/5.0 (compatible; bot/2.1)',
  'kube-probe/1.29',
];
const STATUS = [200, 200, 200, 200, 200, 200, 301, 304, 404, 500];
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

type Draw = Voice['random'];
const upTo = (r: Draw, limit: number) => randomInteger(r, limit);
const outside = (r: Draw) => `${1 + upTo(r, 222)}.${upTo(r, 256)}.${upTo(r, 256)}.${1 + upTo(r, 254)}`;
const inside = (r: Draw) => `10.${upTo(r, 4)}.${upTo(r, 16)}.${1 + upTo(r, 254)}`;
const port = (r: Draw) => 1024 + upTo(r, 64_000);
const hex = (r: Draw, digits: number) =>
  Array.from({ length: digits }, () => upTo(r, 16).toString(16)).join('');
const mac = (r: Draw) => hex(r, 12).replaceAll(/..(?=.)/g, '$&:');
const queueId = (r: Draw) => hex(r, 10).toUpperCase();
const base64 = (r: Draw, length: number) => Array.from({ length }, () => BASE64[upTo(r, 64)]).join('');
const mail = (r: Draw) => `${pick(r, USERS)}@${pick(r, DOMAINS)}`;
const uptime = ({ time, random: r }: Voice) => `[${((time % 1e9) / 1000).toFixed(3)}${100 + upTo(r, 900)}]`;
const face = (r: Draw) => `GigabitEthernet1/0/${1 + upTo(r, 48)}`;
const spell = (r: Draw) =>
  `${upTo(r, 3)}:${String(upTo(r, 60)).padStart(2, '0')}:${String(upTo(r, 60)).padStart(2, '0')}`;
const cisco = ({ stamp, random: r }: Voice) =>
  `${100_000 + upTo(r, 900_000)}: ${stamp}.${100 + upTo(r, 900)}:`;

/** `06/Jan/2025:00:00:00 +0000`, as web servers write the time. */
function webTime({ stamp, time }: Voice): string {
  const day = stamp.slice(4, 6).replace(' ', '0');
  return `${day}/${stamp.slice(0, 3)}/${new Date(time).getUTCFullYear()}:${stamp.slice(7)} +0000`;
}

function blocked(voice: Voice): string {
  const { random: r } = voice;
  const ip = `SRC=${outside(r)} DST=${inside(r)} LEN=${40 + upTo(r, 20)} TOS=0x00 PREC=0x00 TTL=${30 + upTo(r, 200)}`;
  const tcp = `ID=${upTo(r, 65_536)} PROTO=TCP SPT=${port(r)} DPT=${pick(r, [22, 23, 80, 443, 3389])} WINDOW=1024 RES=0x00 SYN URGP=0`;
  return `${uptime(voice)} [UFW BLOCK] IN=eth0 OUT= MAC=${mac(r)} ${ip} ${tcp}`;
}

function access(voice: Voice): string {
  const { random: r } = voice;
  const request = `${pick(r, ['GET', 'GET', 'GET', 'POST'])} ${pick(r, PAGES)}?id=${upTo(r, 99_999)} HTTP/1.1`;
  return `${outside(r)} - - [${webTime(voice)}] "${request}" ${pick(r, STATUS)} ${upTo(r, 60_000)} "-" "${pick(r, AGENTS)}"`;
}

function delivered({ random: r }: Voice): string {
  const delays = [0, 0, 0, 0].map(() => (r() * 2).toFixed(2)).join('/');
  const relay = `relay=${pick(r, DOMAINS)}[${outside(r)}]:25, delay=${(r() * 5).toFixed(1)}, delays=${delays}`;
  return `${queueId(r)}: to=<${mail(r)}>, ${relay}, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as ${queueId(r)})`;
}

function built(voice: Voice): string {
  const { random: r } = voice;
  const [from, sport, to] = [outside(r), port(r), inside(r)];
  const ends = `outside:${from}/${sport} (${from}/${sport}) to inside:${to}/443 (${to}/443)`;
  return `: %ASA-6-302013: Built inbound TCP connection ${upTo(r, 1e8)} for ${ends}`;
}

function torndown({ random: r }: Voice): string {
  const ends = `outside:${outside(r)}/${port(r)} to inside:${inside(r)}/443`;
  return `: %ASA-6-302014: Teardown TCP connection ${upTo(r, 1e8)} for ${ends} duration ${spell(r)} bytes ${upTo(r, 1e6)} TCP FINs`;
}

/** The programs; weights add up to a hundred. */
export const PROGRAMS: readonly Program[] = [
  {
    ...{ tag: 'sshd', pid: true, weight: 16, hosts: 'server' },
    messages: [
      ({ random: r }) =>
        `Accepted publickey for ${pick(r, USERS)} from ${inside(r)} port ${port(r)} ssh2: ED25519 SHA256:${base64(r, 43)}`,
      ({ random: r }) => `Failed password for ${pick(r, USERS)} from ${outside(r)} port ${port(r)} ssh2`,
      ({ random: r }) =>
        `Failed password for invalid user ${pick(r, GUESSED)} from ${outside(r)} port ${port(r)} ssh2`,
      ({ random: r }) =>
        `Connection closed by authenticating user ${pick(r, USERS)} ${outside(r)} port ${port(r)} [preauth]`,
      ({ random: r }) =>
        `pam_unix(sshd:session): session opened for user ${pick(r, USERS)}(uid=${1000 + upTo(r, 20)}) by (uid=0)`,
      ({ random: r }) =>
        `pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=${outside(r)}  user=root`,
      ({ random: r }) => `Received disconnect from ${outside(r)} port ${port(r)}:11: disconnected by user`,
    ],
  },
  {
    ...{ tag: 'systemd', pid: true, weight: 7, hosts: 'server' },
    messages: [
      ({ random: r }) =>
        `Started session-${upTo(r, 99_999)}.scope - Session ${upTo(r, 99_999)} of User ${pick(r, USERS)}.`,
      ({ random: r }) => `${pick(r, UNITS)}.service: Deactivated successfully.`,
      ({ random: r }) => `Starting ${pick(r, UNITS)}.service - a unit that does what it is there for...`,
      ({ random: r }) => `${pick(r, UNITS)}.service: Consumed ${(r() * 20).toFixed(3)}s CPU time.`,
    ],
  },
  {
    ...{ tag: 'kernel', pid: false, weight: 18, hosts: 'server' },
    messages: [
      blocked,
      blocked,
      (v) =>
        `${uptime(v)} docker0: port ${1 + upTo(v.random, 9)}(veth${hex(v.random, 7)}) entered forwarding state`,
      (v) =>
        `${uptime(v)} e1000e ${'0000:00:1f.6'} eth0: NIC Link is Up 1000 Mbps Full Duplex, Flow Control: Rx/Tx`,
      (v) =>
        `${uptime(v)} EXT4-fs (sda${1 + upTo(v.random, 4)}): mounted filesystem with ordered data mode. Quota mode: none.`,
    ],
  },
  {
    ...{ tag: 'CRON', pid: true, weight: 3, hosts: 'server' },
    messages: [
      () => '(root) CMD (   cd / && run-parts --report /etc/cron.hourly)',
      () => '(root) CMD (command -v debian-sa1 > /dev/null && debian-sa1 1 1)',
      ({ random: r }) =>
        `pam_unix(cron:session): session opened for user ${pick(r, USERS)}(uid=0) by (uid=0)`,
    ],
  },
  {
    ...{ tag: 'postfix/smtp', pid: true, weight: 9, hosts: 'server' },
    messages: [
      delivered,
      ({ random: r }) => `connect to ${pick(r, DOMAINS)}[${outside(r)}]:25: Connection timed out`,
    ],
  },
  {
    ...{ tag: 'postfix/smtpd', pid: true, weight: 5, hosts: 'server' },
    messages: [
      ({ random: r }) => `connect from unknown[${outside(r)}]`,
      ({ random: r }) =>
        `${queueId(r)}: client=mail.${pick(r, DOMAINS)}[${outside(r)}], sasl_method=PLAIN, sasl_username=${mail(r)}`,
      ({ random: r }) =>
        `disconnect from unknown[${outside(r)}] ehlo=1 mail=${upTo(r, 3)} rcpt=${upTo(r, 3)} data=1 quit=1 commands=${upTo(r, 9)}`,
    ],
  },
  {
    ...{ tag: '', pid: false, weight: 8, hosts: 'switch' },
    messages: [
      (v) =>
        `${cisco(v)} %LINK-3-UPDOWN: Interface ${face(v.random)}, changed state to ${pick(v.random, ['up', 'down'])}`,
      (v) =>
        `${cisco(v)} %LINEPROTO-5-UPDOWN: Line protocol on Interface ${face(v.random)}, changed state to ${pick(v.random, ['up', 'down'])}`,
      (v) =>
        `${cisco(v)} %SYS-5-CONFIG_I: Configured from console by ${pick(v.random, USERS)} on vty0 (${inside(v.random)})`,
      (v) =>
        `${cisco(v)} %SEC-6-IPACCESSLOGP: list MGMT denied tcp ${outside(v.random)}(${port(v.random)}) -> ${inside(v.random)}(22), 1 packet`,
    ],
  },
  {
    ...{ tag: '', pid: false, weight: 12, hosts: 'firewall' },
    messages: [
      built,
      torndown,
      ({ random: r }) =>
        `: %ASA-4-106023: Deny tcp src outside:${outside(r)}/${port(r)} dst inside:${inside(r)}/${pick(r, [22, 445, 3389])} by access-group "outside_in" [0x0, 0x0]`,
    ],
  },
  {
    ...{ tag: 'dhcpd', pid: true, weight: 3, hosts: 'server' },
    messages: [
      ({ random: r }) => `DHCPDISCOVER from ${mac(r)} via eth${upTo(r, 2)}`,
      ({ random: r }) =>
        `DHCPREQUEST for ${inside(r)} (10.0.0.1) from ${mac(r)} (android-${hex(r, 16)}) via eth0`,
      ({ random: r }) => `DHCPACK on ${inside(r)} to ${mac(r)} (laptop-${upTo(r, 200)}) via eth${upTo(r, 2)}`,
    ],
  },
  { ...{ tag: 'nginx', pid: false, weight: 17, hosts: 'server' }, messages: [access] },
  {
    ...{ tag: 'sudo', pid: false, weight: 2, hosts: 'server' },
    messages: [
      ({ random: r }) => {
        const user = pick(r, USERS);
        return `${user.padStart(8)} : TTY=pts/${upTo(r, 6)} ; PWD=/home/${user} ; USER=root ; COMMAND=/usr/bin/systemctl restart ${pick(r, UNITS)}`;
      },
    ],
  },
];
