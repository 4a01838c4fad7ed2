import type { Activity, Voice } from './activity.ts';
import { SECOND } from './calendar.ts';
import type { Chance } from './chance.ts';
import { timeOfDay } from './moments.ts';
import { isServer, type Network } from './network.ts';
import { OFFICE } from './rhythm.ts';
import { child, daemon, INFO, LOCAL0, WARNING } from './speaker.ts';

/** What saves the servers. */
export const BACKUP = child('restic', LOCAL0, INFO);
const SMBD = child('smbd', 3, INFO);
const SMBD_WARNING = child('smbd', 3, WARNING);
const NFS = daemon('rpc.mountd', 3, INFO);

/** Servers that one backup host looks after. */
const MOST = 200;

/** The night's backup begins then, in ms after midnight. */
export const BACKUP_AT = timeOfDay(1);

/** What a run of backups is of. */
interface Saving {
  readonly chance: Chance;
  readonly network: Network;
  /** Which of the servers are saved in full. */
  isFull(place: number): boolean;
  /** How many times as long as usual everything takes (1). */
  readonly slower?: number;
  /** The next lines are of another process. */
  fork(): void;
  /** A line, so many ms after the beginning. */
  say(message: string, after: number): void;
}

/**
 * Every server in turn, each when the one before is done. A part of them is saved in full each night. Returns the ms
 * that it took.
 */
export function backupAll({ chance, network, isFull, slower = 1, fork, say }: Saving): number {
  const servers = network.hosts.filter(isServer).slice(0, MOST);
  let after = 0;
  for (const [place, { name }] of servers.entries()) {
    const full = isFull(place);
    const files = Math.round(chance.longTailed(full ? 210_000 : 2100)) + 300;
    const size = (full ? 18_000 : 120) + chance.next() * (full ? 70_000 : 800);
    const takes = slower * (20_000 + chance.longTailed(full ? 240_000 : 35_000));
    fork();
    say(`${full ? 'full' : 'incremental'} backup of ${name} started`, after);
    const counts = `${files} new, ${Math.round(files * 0.3)} changed, ${files * 9} unmodified`;
    say(`${name}: Files: ${counts}`, after + takes - 200);
    const saved = `${size.toFixed(3)} MiB, snapshot ${chance.hex(8)} saved`;
    say(`${name}: Added to the repository: ${saved}`, after + takes);
    after += takes + 900;
  }
  say(`backup of ${servers.length} hosts finished`, after);
  return after;
}

/** Of the nightly backup: each server is saved in full on one day of the week. */
export function fullOn(weekday: number): Saving['isFull'] {
  return (place) => place % 7 === weekday;
}

function backup(voice: Voice, isFull: Saving['isFull']): void {
  const { chance, network } = voice;
  backupAll({
    ...{ chance, network, isFull },
    fork: () => voice.fork(),
    say: (message, after) => voice.say(BACKUP, message, after),
  });
}

/** Backups, and the shared files that are in them. */
export const backupTraffic: readonly Activity[] = [
  {
    name: 'nightly backup',
    on: ['backup'],
    where: ({ number }) => number === 1,
    pace: { kind: 'daily', at: BACKUP_AT, late: 2 * SECOND },
    act: (voice) => backup(voice, fullOn(voice.calendar.weekday(voice.time))),
  },
  {
    name: 'weekly backup',
    on: ['backup'],
    where: ({ number }) => number === 1,
    pace: { kind: 'daily', at: timeOfDay(2), late: 2 * SECOND, days: [5] },
    act: (voice) => backup(voice, () => true),
  },
  {
    name: 'backup check',
    on: ['backup'],
    pace: { kind: 'daily', at: timeOfDay(7, 15), late: 2 * SECOND },
    act(voice) {
      const { chance } = voice;
      voice.say(BACKUP, `check: ${chance.between(900, 960)} snapshots, no errors were found`);
      voice.say(
        BACKUP,
        `forget: kept ${chance.between(880, 900)} snapshots, removed ${chance.between(15, 30)}`,
        40_000,
      );
    },
  },
  {
    name: 'shared files',
    on: ['file'],
    pace: { kind: 'traffic', share: 2, rhythm: OFFICE },
    act(voice) {
      const { chance, network } = voice;
      const { name, address, workstation, uid } = chance.pick(network.users);
      const share = chance.favour(['team', 'projects', 'scans', 'templates', 'archive']);
      if (chance.happens(0.02)) {
        voice.say(
          SMBD_WARNING,
          `Auth: [SMB2,(null)] user [HQ]\\[${name}] at [${address}] with [NTLMv2] status [NT_STATUS_WRONG_PASSWORD]`,
        );
        return;
      }
      voice.say(
        SMBD,
        `${workstation} (ipv4:${address}:${chance.port()}) connect to service ${share} initially as user ${name} (uid=${uid}, gid=2000)`,
      );
      voice.say(
        SMBD,
        `${workstation} (ipv4:${address}:${chance.port()}) closed connection to service ${share}`,
        chance.longTailed(1_800_000),
      );
    },
  },
  {
    name: 'mounts',
    on: ['file'],
    pace: { kind: 'seldom', perDay: 40, rhythm: OFFICE },
    act(voice) {
      const { chance, network } = voice;
      const { address } = chance.pick(network.of('app'));
      voice.say(
        NFS,
        `authenticated mount request from ${address}:${chance.between(650, 1023)} for /srv/export (/srv/export)`,
      );
    },
  },
];
