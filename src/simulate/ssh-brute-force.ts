import { HOUR, MINUTE } from './calendar.ts';
import { lateMoment } from './moments.ts';
import { defineScenario } from './scenario.ts';
import { SSHD, SSHD_PAM } from './traffic-login.ts';

const TRIED = 'root admin deploy backup git postgres ubuntu oracle test monitor'.split(' ');

/** Somebody guesses passwords at the bastion for half an hour, and one of them is right. */
export default defineScenario({
  name: 'ssh-brute-force',
  describe: 'one address tries passwords at the bastion for half an hour, and in the end one is accepted',
  harmless: false,
  when: (season) => lateMoment(season, HOUR),
  play({ at, end, chance, network, say }) {
    const host = network.of('bastion')[0]!;
    const from = chance.outside();
    const lasts = Math.min(chance.between(18, 35) * MINUTE, (end - at) * 0.7);
    let time = at;
    while (time < at + lasts) {
      const user = chance.favour(TRIED);
      const port = chance.port();
      const pid = chance.between(1_000, 400_000);
      say({
        time,
        host,
        pid,
        speaker: SSHD,
        message: `Failed password for ${user} from ${from} port ${port} ssh2`,
      });
      if (chance.happens(0.6)) {
        const message = `Connection closed by authenticating user ${user} ${from} port ${port} [preauth]`;
        say({ time: time + 350, host, pid, speaker: SSHD, message });
      }
      time += 900 + chance.exponential() * 2200;
    }
    const success = time;
    const port = chance.port();
    const pid = chance.between(1_000, 400_000);
    const accepted = `Accepted password for backup from ${from} port ${port} ssh2`;
    say({ time: success, host, pid, speaker: SSHD, message: accepted });
    const opened = 'pam_unix(sshd:session): session opened for user backup(uid=1006) by (uid=0)';
    say({ time: success + 40, host, pid, speaker: SSHD_PAM, message: opened });
    const lasted = 4 * MINUTE + chance.longTailed(5 * MINUTE);
    const left = `Disconnected from user backup ${from} port ${port}`;
    say({ time: success + lasted, host, pid, speaker: SSHD, message: left });
    return {
      summary: `${from} guessed passwords at ${host.name} and got in as backup`,
      subjects: { hosts: [host.name], apps: ['sshd'], actors: [from, 'backup'] },
      root: { host: host.name, what: `password guessing from ${from}` },
      from: at,
      to: success + lasted + 1,
    };
  },
});
