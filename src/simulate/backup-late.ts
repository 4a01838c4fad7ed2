import { HOUR, MINUTE } from './calendar.ts';
import { lateTimeOfDay } from './moments.ts';
import { defineScenario } from './scenario.ts';
import { BACKUP, BACKUP_AT, backupAll, fullOn } from './traffic-backup.ts';

/** The night of the large backup, which has an hour of its own. */
const LARGE = 5;

/** The nightly backup waits for something, and then has much to do: later than ever, longer than ever, and complete. */
export default defineScenario({
  name: 'backup-late',
  describe: 'one night the backup begins up to three hours late and takes up to three times as long',
  harmless: true,
  when(season) {
    const fits = (time: number) => season.calendar.weekday(time) !== LARGE;
    return lateTimeOfDay(season, BACKUP_AT, { fits, needs: 8 * HOUR });
  },
  play({ at: chosen, end, chance, network, calendar, say, alter }) {
    const host = network.of('backup')[0]!;
    // A moment that somebody chose stands for the night that follows.
    const night = calendar.nextTimeOfDay(chosen, BACKUP_AT);
    const at = night < end ? night : chosen;
    const begins = at + chance.between(20, 180) * MINUTE;
    const slower = 1.3 + 1.7 * chance.next();
    let pid = 0;
    const took = backupAll({
      ...{ chance, network, slower, isFull: fullOn(calendar.weekday(at)) },
      fork: () => (pid = chance.between(1_000, 400_000)),
      say: (message, after) => say({ time: begins + after, host, speaker: BACKUP, message, pid }),
    });
    // What would have been said at the usual hour; the check in the morning is not part of it.
    alter({
      hosts: [host],
      from: at,
      to: Math.min(end, at + 6 * HOUR),
      change: ({ speaker }) => (speaker === BACKUP ? 'silence' : 'leave'),
    });
    const [late, hours] = [Math.round((begins - at) / MINUTE), (took / HOUR).toFixed(1)];
    return {
      summary: `the nightly backup began ${late} min late and took ${hours} h, ${slower.toFixed(1)} times as long as usual`,
      subjects: { hosts: [host.name], apps: [BACKUP.app], actors: [] },
      root: { host: host.name, what: 'a backup that had to wait' },
      from: at,
      to: Math.min(end, begins + took + MINUTE),
      symptom: begins,
    };
  },
});
