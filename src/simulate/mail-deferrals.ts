import { HOUR, SECOND } from './calendar.ts';
import { lateMoment, lateTimeOfDay, timeOfDay } from './moments.ts';
import { defineScenario } from './scenario.ts';
import { AUTHPRIV, DAEMON, daemon, NOTICE, plain } from './speaker.ts';
import { SMTP } from './traffic-mail.ts';
import { NAMED } from './traffic-names.ts';

const SUDO = plain('sudo', AUTHPRIV, NOTICE);
const NAMED_NOTICE = daemon('named', DAEMON, NOTICE);

/** The name server gets a new configuration, and from then on the mail server finds nobody outside. */
export default defineScenario({
  name: 'mail-deferrals',
  describe: 'after a change at the name server, mail to the outside is deferred: no exchanger is found',
  harmless: false,
  when(season) {
    const { calendar, chance } = season;
    const fits = (time: number) => calendar.weekday(time) < 5;
    const ofDay = timeOfDay(chance.between(9, 14), chance.between(0, 59));
    return lateTimeOfDay(season, ofDay, { fits, needs: 2 * HOUR }) ?? lateMoment(season, 2 * HOUR);
  },
  play({ at, end, chance, network, say, alter }) {
    const host = network.of('names')[0]!;
    const admin = network.admins[0]!;
    const steps = [
      [
        0,
        SUDO,
        `${admin.name.padStart(8)} : TTY=pts/0 ; PWD=/etc/bind ; USER=root ; COMMAND=/usr/sbin/rndc reconfig`,
      ],
      [300, NAMED_NOTICE, "received control channel command 'reconfig'"],
      [340, NAMED, "loading configuration from '/etc/bind/named.conf'"],
      [900, NAMED, 'reloading configuration succeeded'],
    ] as const;
    for (const [after, speaker, message] of steps) say({ time: at + after, host, speaker, message });
    const to = Math.min(end, at + chance.between(4, 8) * HOUR);
    const stuck = new Set<string>();
    alter({
      hosts: network.of('mail'),
      from: at + 20 * SECOND,
      // What is queued until the end is still removed, or not, after it.
      to: to + 10 * SECOND,
      change({ speaker, message, time }) {
        const id = message.slice(0, message.indexOf(':'));
        if (message.endsWith(': removed') && stuck.delete(id)) return 'silence';
        if (speaker !== SMTP || time >= to || !message.includes('status=sent')) return 'leave';
        stuck.add(id);
        const [, recipient = ''] = /to=<([^>]*)>/.exec(message) ?? [];
        const domain = recipient.slice(recipient.indexOf('@') + 1);
        const waited = (20 + 10 * chance.next()).toFixed(1);
        const why = `Host or domain name not found. Name service error for name=${domain} type=MX: Host not found, try again`;
        const times = `delay=${waited}, delays=0.04/0.01/${waited}/0`;
        return {
          message: `${id}: to=<${recipient}>, relay=none, ${times}, dsn=4.4.3, status=deferred (${why})`,
        };
      },
    });
    return {
      summary: `mail to the outside was deferred after ${host.name} had been reconfigured`,
      subjects: {
        hosts: [...network.of('mail').map(({ name }) => name), host.name],
        apps: ['postfix/smtp', 'named'],
        actors: [admin.name],
      },
      root: { host: host.name, what: 'rndc reconfig of the name server' },
      from: at,
      to,
      symptom: at + 20 * SECOND,
    };
  },
});
