import type { Activity, Voice } from './activity.ts';
import { MINUTE } from './calendar.ts';
import { GUESSES } from './names.ts';
import type { User } from './network.ts';
import { OFFICE, STEADY, WORLD } from './rhythm.ts';
import { AUTH, AUTHPRIV, child, daemon, INFO, NOTICE, plain, systemd } from './speaker.ts';
import { SERVERS } from './traffic-server.ts';

/** What sshd says of logins, and pam beside it. */
export const SSHD = child('sshd', AUTH, INFO);
export const SSHD_PAM = child('sshd', AUTHPRIV, INFO);
const SSHD_PAM_NOTICE = child('sshd', AUTHPRIV, NOTICE);
const LOGIND = daemon('systemd-logind', AUTH, INFO);
const SUDO = plain('sudo', AUTHPRIV, NOTICE);
const SUDO_PAM = plain('sudo', AUTHPRIV, INFO);
const SYSTEMD = systemd();

const COMMANDS = [
  ...['/usr/bin/systemctl status nginx', '/usr/bin/journalctl -n 200', '/usr/bin/apt list --upgradable'],
  ...[
    '/usr/bin/less /var/log/syslog',
    '/usr/bin/systemctl reload nginx',
    '/usr/bin/du -sh /srv',
    '/usr/bin/ss -tlnp',
  ],
  ...['/usr/bin/vim /etc/hosts', '/usr/bin/crontab -l', '/usr/bin/tail -n 100 /var/log/auth.log'],
];

interface Login {
  readonly user: string;
  readonly from: string;
  /** `publickey` or `password`. */
  readonly by: 'publickey' | 'password';
  /** Milliseconds until the end. */
  readonly lasts: number;
  readonly after?: number;
}

/** A whole session: accepted, opened, and closed in the end. */
function session(voice: Voice, { user, from, by, lasts, after = 0 }: Login): void {
  const { chance } = voice;
  const port = chance.port();
  const number = voice.count('session') % 100_000;
  voice.fork();
  const key = by === 'publickey' ? `: ED25519 SHA256:${fingerprint(user)}` : '';
  voice.say(SSHD, `Accepted ${by} for ${user} from ${from} port ${port} ssh2${key}`, after);
  const opened = `pam_unix(sshd:session): session opened for user ${user}(uid=${1000 + user.length}) by (uid=0)`;
  voice.say(SSHD_PAM, opened, after + 4);
  voice.say(LOGIND, `New session ${number} of user ${user}.`, after + 9);
  voice.say(SYSTEMD, `Started session-${number}.scope - Session ${number} of User ${user}.`, after + 11);
  const end = after + 300 + lasts;
  voice.say(SSHD, `Received disconnect from ${from} port ${port}:11: disconnected by user`, end);
  voice.say(SSHD, `Disconnected from user ${user} ${from} port ${port}`, end + 1);
  voice.say(SSHD_PAM, `pam_unix(sshd:session): session closed for user ${user}`, end + 2);
  voice.say(SYSTEMD, `session-${number}.scope: Deactivated successfully.`, end + 5);
  voice.say(LOGIND, `Session ${number} logged out. Waiting for processes to exit.`, end + 6);
  voice.say(LOGIND, `Removed session ${number}.`, end + 7);
}

/** A key has one fingerprint, whenever it is used. */
function fingerprint(user: string): string {
  let text = '';
  for (let i = 0; i < 43; i++)
    text += user[(i * 7 + user.length) % user.length]! + ((i * 31 + user.charCodeAt(0)) % 10);
  return text.slice(0, 43);
}

/** A mistyped password: pam's word and sshd's. */
function failedPassword(
  voice: Voice,
  { user, from, after }: { user: string; from: string; after: number },
): void {
  const port = voice.chance.port();
  voice.fork();
  const rhost = `logname= uid=0 euid=0 tty=ssh ruser= rhost=${from}  user=${user}`;
  voice.say(SSHD_PAM_NOTICE, `pam_unix(sshd:auth): authentication failure; ${rhost}`, after);
  voice.say(SSHD, `Failed password for ${user} from ${from} port ${port} ssh2`, after + 1900);
  voice.say(
    SSHD,
    `Connection closed by authenticating user ${user} ${from} port ${port} [preauth]`,
    after + 2600,
  );
}

function sudo(voice: Voice, admin: User, after: number): void {
  const { chance } = voice;
  const who = `${admin.name.padStart(8)} : TTY=pts/${chance.between(0, 3)} ; PWD=/home/${admin.name} ; USER=root`;
  voice.say(SUDO, `${who} ; COMMAND=${chance.favour(COMMANDS)}`, after);
  voice.say(SUDO_PAM, `pam_unix(sudo:session): session opened for user root(uid=0) by (uid=1001)`, after + 3);
  voice.say(
    SUDO_PAM,
    'pam_unix(sudo:session): session closed for user root',
    after + 400 + chance.longTailed(2000),
  );
}

/** Who logs in where: people, machines, and strangers at the door. */
export const loginTraffic: readonly Activity[] = [
  {
    name: 'admin session',
    on: SERVERS,
    pace: { kind: 'traffic', share: 2, rhythm: OFFICE },
    act(voice) {
      const { chance, network } = voice;
      const admin = chance.favour(network.admins);
      const by = chance.happens(0.85) ? 'publickey' : 'password';
      const lasts = chance.longTailed(6 * MINUTE);
      session(voice, { user: admin.name, from: admin.address, by, lasts });
      for (let n = chance.between(0, 3), at = 4000; n > 0 && at < lasts; n--) {
        sudo(voice, admin, at);
        at += chance.longTailed(40_000);
      }
    },
  },
  {
    name: 'mistyped password',
    on: SERVERS,
    pace: { kind: 'seldom', perDay: 24, rhythm: OFFICE },
    act(voice) {
      const { chance, network } = voice;
      const { name: user, address: from } = chance.pick(network.admins);
      failedPassword(voice, { user, from, after: 0 });
      const lasts = chance.longTailed(3 * MINUTE);
      session(voice, { user, from, by: 'password', lasts, after: 6000 });
    },
  },
  {
    name: 'monitoring login',
    on: SERVERS,
    pace: { kind: 'traffic', share: 1.6, rhythm: STEADY },
    act: (voice) =>
      session(voice, {
        user: 'monitor',
        from: '10.10.20.11',
        by: 'publickey',
        lasts: voice.chance.between(200, 900),
      }),
  },
  {
    name: 'configuration run',
    on: SERVERS,
    pace: { kind: 'every', minutes: 240, atSecond: 43 * 60 + 5 },
    act(voice) {
      const { chance } = voice;
      const after = chance.between(0, 200_000);
      session(voice, {
        user: 'ansible',
        from: '10.10.22.11',
        by: 'publickey',
        lasts: chance.longTailed(9000),
        after,
      });
    },
  },
  {
    name: 'strangers at the door',
    on: ['bastion'],
    pace: { kind: 'traffic', share: 2.4, rhythm: WORLD },
    act(voice) {
      const { chance } = voice;
      const from = chance.outside();
      let after = 0;
      for (let tries = chance.favour([1, 1, 2, 3, 5]); tries > 0; tries--) {
        const port = chance.port();
        voice.fork();
        if (chance.happens(0.75)) {
          const user = chance.pick(GUESSES);
          voice.say(SSHD, `Invalid user ${user} from ${from} port ${port}`, after);
          voice.say(
            SSHD,
            `Failed password for invalid user ${user} from ${from} port ${port} ssh2`,
            after + 1800,
          );
          voice.say(
            SSHD,
            `Connection closed by invalid user ${user} ${from} port ${port} [preauth]`,
            after + 2300,
          );
        } else if (chance.happens(0.7)) {
          voice.say(SSHD, `Failed password for root from ${from} port ${port} ssh2`, after);
          voice.say(
            SSHD,
            `Connection closed by authenticating user root ${from} port ${port} [preauth]`,
            after + 700,
          );
        } else {
          voice.say(SSHD, `banner exchange: Connection from ${from} port ${port}: invalid format`, after);
        }
        after += 2500 + chance.longTailed(4000);
      }
    },
  },
  {
    name: 'door knocking',
    on: ['bastion'],
    pace: { kind: 'seldom', perDay: 12, rhythm: WORLD },
    act(voice) {
      const { chance } = voice;
      const end = `${chance.outside()} port ${chance.port()}`;
      const message = chance.pick([
        `Connection reset by ${end} [preauth]`,
        `error: kex_exchange_identification: Connection closed by remote host`,
        `Unable to negotiate with ${end}: no matching key exchange method found. Their offer: diffie-hellman-group14-sha1 [preauth]`,
        `Did not receive identification string from ${end}`,
      ]);
      voice.say(SSHD, message);
    },
  },
];
