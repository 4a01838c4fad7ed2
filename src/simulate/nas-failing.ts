import { HOUR, MINUTE, SECOND } from './calendar.ts';
import { lateMoment } from './moments.ts';
import type { Host } from './network.ts';
import { defineScenario, type Stage } from './scenario.ts';
import { daemon, ERROR, KERN, plain } from './speaker.ts';
import { filerTrap, type Said } from './traps.ts';

const KERNEL = plain('kernel', KERN, ERROR);
const INITIATOR = daemon('iscsid', undefined, ERROR);

/** Ms after the first errors: failure is predicted, hosts notice, the disk fails, all is well again. */
const PREDICTED = 12 * MINUTE;
const NOTICED = 31 * MINUTE;
const FAILED = 54 * MINUTE;
const REBUILT = 3.2 * HOUR;
/** How many times as long the volume takes, from when on. */
const SLOWER: readonly (readonly [after: number, times: number])[] = [
  [0, 4],
  [15 * MINUTE, 12],
  [NOTICED - MINUTE, 60],
  [FAILED, 25],
  [FAILED + 20 * MINUTE, 6],
  [REBUILT, 1],
];

/** A disk of the storage fails slowly; whoever has its data there waits, and some lose writes. */
export default defineScenario({
  name: 'nas-failing',
  describe: 'a disk of the storage fails: traps, slow volumes, and servers that wait for it',
  harmless: false,
  needs: { devices: true },
  when: (season) => lateMoment(season, 5 * HOUR),
  play(stage) {
    const { at, chance, network, say, bend } = stage;
    const nas = network.of('storage')[0]!;
    const tell = (after: number, [speaker, message]: Said) =>
      say({ time: at + after, host: nas, speaker, message });
    const disk = 'disk 0a.00.3';
    tell(
      PREDICTED,
      filerTrap('warningTrap', `Media errors of ${disk} are above the limit, its failure is predicted`),
    );
    tell(FAILED, filerTrap('criticalTrap', `Aggregate aggr1 is degraded: ${disk} failed`));
    tell(
      FAILED + 4 * SECOND,
      filerTrap('notificationTrap', 'Aggregate aggr1 is being rebuilt on spare disk 0a.00.11'),
    );
    tell(REBUILT, filerTrap('notificationTrap', 'Aggregate aggr1 was rebuilt and is no longer degraded'));
    bend({
      ...{ hosts: [nas], from: at, to: at + REBUILT },
      change(metric, value, time) {
        const after = time - at;
        if (metric.startsWith('latency')) {
          const [, times] = SLOWER.findLast(([from]) => after >= from)!;
          return value * times;
        }
        if (!metric.startsWith('media errors') || after >= FAILED) return value;
        return Math.round(4 + (36 * after) / FAILED + 6 * chance.next());
      },
    });
    const clients = [...network.of('app'), ...network.of('mail'), ...network.of('backup')].slice(0, 4);
    for (const client of clients) waitFor(nas, client, stage);
    const database = network.of('database')[0]!;
    loseWrites(nas, database, stage);
    return {
      summary: `${disk} of ${nas.name} fails, its volumes are slow`,
      subjects: {
        hosts: [nas.name, ...clients.map(({ name }) => name), database.name],
        apps: ['snmptrap', 'kernel', 'iscsid'],
        actors: [disk, nas.name],
      },
      root: { host: nas.name, what: disk },
      from: at,
      to: at + REBUILT,
      symptom: at + MINUTE,
    };
  },
});

/** A machine that has its files there: it hangs again and again until the disk is out. */
function waitFor(nas: Host, host: Host, { at, chance, say }: Stage): void {
  let time = at + NOTICED + chance.between(0, 40) * SECOND;
  const end = at + FAILED + 10 * MINUTE;
  while (time < end) {
    const back = time + chance.between(8, 70) * SECOND;
    say({ time, host, speaker: KERNEL, message: `nfs: server ${nas.name} not responding, still trying` });
    say({ time: back, host, speaker: KERNEL, message: `nfs: server ${nas.name} OK` });
    time = back + chance.between(60, 240) * SECOND;
  }
}

/** A machine that has a disk there, by iSCSI. */
function loseWrites(nas: Host, host: Host, { at, chance, say }: Stage): void {
  let time = at + NOTICED + chance.between(10, 60) * SECOND;
  const end = at + FAILED + 5 * MINUTE;
  while (time < end) {
    const lost = 'timeout on ping, last rx 4318, last ping 4323, now 4328';
    say({ time, host, speaker: KERNEL, message: ` connection1:0: ping ${lost}` });
    say({
      ...{ time: time + SECOND, host, speaker: INITIATOR },
      message: `Kernel reported iSCSI connection 1:0 error (1022 - ISCSI_ERR_NOP_TIMEDOUT) of target ${nas.name}`,
    });
    for (let i = chance.between(1, 4); i > 0; i--) {
      const sector = chance.between(2_048, 900_000_000);
      say({
        ...{ time: time + 2 * SECOND + i * 11, host, speaker: KERNEL },
        message: `blk_update_request: I/O error, dev sdb, sector ${sector} op 0x1:(WRITE) flags 0x800 phys_seg 1 prio class 0`,
      });
    }
    time += chance.between(120, 420) * SECOND;
  }
}
