import { LogsiftError } from '../core/errors.ts';
import type { Chance } from './chance.ts';
import { CLERKS, GIVEN_NAMES, SURNAMES } from './names.ts';

/** What a machine is there for. */
export const ROLES = [
  ...(['firewall', 'core', 'access', 'web', 'app', 'database', 'mail', 'names', 'file', 'backup'] as const),
  ...(['monitor', 'bastion', 'radius', 'git'] as const),
  ...(['ups', 'storage'] as const),
];
export type Role = (typeof ROLES)[number];

/** How a machine writes its lines: IOS and ASA are Cisco's switches and firewalls; some only send traps. */
export type Style = 'rfc3164' | 'rfc5424' | 'journald' | 'ios' | 'asa' | 'traps';

/** A machine that sends its log. */
export interface Host {
  readonly name: string;
  readonly role: Role;
  /** Counts within its role, from 1. */
  readonly number: number;
  readonly style: Style;
  readonly address: string;
  /** Epoch ms of its last start before the log begins. */
  readonly booted: number;
  /** Hexadecimal, as systemd has them. */
  readonly machineId: string;
}

/** Somebody with a desk, a telephone and a workstation. */
export interface User {
  readonly name: string;
  readonly address: string;
  readonly mac: string;
  /** Name of the workstation, after its inventory number. */
  readonly workstation: string;
  readonly uid: number;
  /** Number of the access switch and the port behind which the desk is. */
  readonly floor: number;
  readonly port: number;
}

/** The machines and the people of the place. */
export interface Network {
  readonly hosts: readonly Host[];
  /** What sends traps and is polled, and writes no log: the UPS, the storage. */
  readonly gear: readonly Host[];
  readonly users: readonly User[];
  /** Those who administer servers and those who administer the network. */
  readonly admins: readonly User[];
  readonly engineers: readonly User[];
  of(role: Role): readonly Host[];
}

/** What is there once, however large the place. */
const GEAR: readonly Role[] = ['ups', 'storage'];

/** Fewer machines cannot play every scenario: three switches side by side, and one of each kind of server. */
const FEWEST_HOSTS = 14;
const MOST_HOSTS = 5000;

const ORDER: readonly Role[] = [
  ...([
    'firewall',
    'core',
    'access',
    'access',
    'access',
    'access',
    'web',
    'app',
    'database',
    'mail',
  ] as const),
  ...(['names', 'backup', 'bastion', 'radius', 'web', 'access', 'file', 'monitor', 'app', 'access'] as const),
  ...(['database', 'web', 'firewall', 'core', 'git', 'names', 'access', 'mail', 'web', 'access'] as const),
];
/** What a growing place adds, over and over. */
const GROWTH: readonly Role[] = [
  'access',
  'web',
  'app',
  'access',
  'web',
  'database',
  'access',
  'app',
  'file',
  'web',
];

const NAMES: Readonly<Record<Role, string>> = {
  firewall: 'fw',
  core: 'sw-core-',
  access: 'sw-hq-f',
  web: 'web',
  app: 'app',
  database: 'db',
  mail: 'mail',
  names: 'ns',
  file: 'file',
  backup: 'backup',
  monitor: 'mon',
  bastion: 'bastion',
  radius: 'radius',
  git: 'git',
  ups: 'ups-',
  storage: 'nas-',
};

/** The styles of a role, taken in turn. */
const STYLES: Readonly<Record<Role, readonly Style[]>> = {
  firewall: ['asa'],
  core: ['ios'],
  access: ['ios'],
  web: ['rfc3164', 'rfc5424'],
  app: ['rfc5424', 'rfc5424', 'journald'],
  database: ['journald', 'rfc3164'],
  mail: ['rfc3164'],
  names: ['rfc3164', 'rfc5424'],
  file: ['rfc3164'],
  backup: ['rfc5424'],
  monitor: ['rfc3164'],
  bastion: ['rfc3164'],
  radius: ['rfc3164'],
  git: ['journald'],
  ups: ['traps'],
  storage: ['traps'],
};

/** A network of `count` machines. Throws USAGE when it cannot be that small or that large. */
export function buildNetwork(count: number, start: number, chance: Chance): Network {
  if (!(Number.isInteger(count) && count >= FEWEST_HOSTS && count <= MOST_HOSTS)) {
    throw new LogsiftError(
      'USAGE',
      `--hosts wants a whole number from ${FEWEST_HOSTS} to ${MOST_HOSTS}, got ${count}`,
    );
  }
  const byRole = new Map<Role, Host[]>(ROLES.map((role) => [role, []]));
  const hosts: Host[] = [];
  for (let i = 0; i < count; i++) {
    const role = ORDER[i] ?? GROWTH[(i - ORDER.length) % GROWTH.length]!;
    const peers = byRole.get(role)!;
    const host = makeHost({ role, number: peers.length + 1, start }, chance);
    peers.push(host);
    hosts.push(host);
  }
  const floors = byRole.get('access')!.length;
  const users = makeUsers(Math.max(24, count), floors, chance);
  const gear = GEAR.map((role) => makeHost({ role, number: 1, start }, chance));
  for (const device of gear) byRole.get(device.role)!.push(device);
  const of = (role: Role) => byRole.get(role)!;
  return { hosts, gear, users, admins: users.slice(0, 4), engineers: users.slice(4, 6), of };
}

/** A machine of a role; `number` says which of them. */
export function makeHost(
  { role, number, start }: { role: Role; number: number; start: number },
  chance: Chance,
): Host {
  const styles = STYLES[role];
  const digits = role === 'core' || role === 'access' ? String(number) : String(number).padStart(2, '0');
  const subnet = ROLES.indexOf(role);
  return {
    name: `${NAMES[role]}${digits}`,
    role,
    number,
    style: styles[(number - 1) % styles.length]!,
    address: `10.10.${10 + subnet + 20 * Math.floor(number / 200)}.${10 + (number % 200)}`,
    booted: start - chance.between(5, 90) * 86_400_000 - chance.between(0, 86_399_999),
    machineId: chance.hex(32),
  };
}

/** Whether it runs Linux. */
export function isServer(host: Host): boolean {
  return host.style !== 'ios' && host.style !== 'asa' && host.style !== 'traps';
}

function makeUsers(count: number, floors: number, chance: Chance): User[] {
  return Array.from({ length: count }, (_, i) => {
    const given = GIVEN_NAMES[(i * 7) % GIVEN_NAMES.length]!;
    const surname = SURNAMES[(i * 7) % SURNAMES.length]!;
    // Every later round of the lists has a number, as directories do it.
    const round = Math.floor(i / CLERKS);
    const floor = 1 + (i % floors);
    return {
      name: `${given[0]}${surname}${round === 0 ? '' : round + 1}`,
      address: `10.20.${floor % 250}.${20 + (Math.floor(i / floors) % 200)}`,
      mac: `${chance.pick(['00:1b:21', '3c:52:82', 'f8:75:a4', 'a4:bb:6d'])}:${chance.hex(6).replace(/..(?=.)/g, '$&:')}`,
      workstation: `pc-${String(1000 + ((i * 37) % 9000))}`,
      uid: 2001 + i,
      floor,
      port: 1 + (Math.floor(i / floors) % 44),
    };
  });
}
