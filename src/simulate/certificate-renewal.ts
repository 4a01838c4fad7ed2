import { HOUR, MINUTE } from './calendar.ts';
import { lateMoment, lateTimeOfDay, timeOfDay } from './moments.ts';
import { OWN_DOMAIN } from './names.ts';
import type { Host } from './network.ts';
import { defineScenario, type PlantedLine } from './scenario.ts';
import { child, DAEMON, daemon, INFO, MAIL, NOTICE, plain, systemd, WARNING } from './speaker.ts';

const SYSTEMD = systemd();
const CERTBOT = child('certbot', DAEMON, INFO);
/** nginx has no process id in what it sends to syslog. */
const NGINX_NOTICE = plain('nginx', 23, NOTICE);
const POSTFIX = daemon('postfix/master', MAIL, INFO);
const DOVECOT = daemon('dovecot', MAIL, WARNING);
/** Machines that have a certificate of their own. */
const MOST = 20;

type Step = readonly [after: number, speaker: PlantedLine['speaker'], message: string];

/** Every two months certificates are renewed, and what uses them is reloaded. */
export default defineScenario({
  name: 'certificate-renewal',
  describe: 'certbot renews the certificates of web and mail servers, which are reloaded',
  harmless: true,
  when: (season) =>
    lateTimeOfDay(season, timeOfDay(11, season.chance.between(0, 20)), { needs: 2 * HOUR }) ??
    lateMoment(season, HOUR),
  play({ at, end, chance, network, calendar, say }) {
    const hosts = [...network.of('web'), ...network.of('mail')].slice(0, MOST);
    let time = at;
    for (const host of hosts) {
      const pid = chance.between(1_000, 400_000);
      const reload = host.role === 'web' ? webReload(calendar.slashStamp(time + 9400)) : mailReload();
      for (const [after, speaker, message] of [...renewal(host), ...reload]) {
        say({ time: time + after, host, speaker, message, pid });
      }
      time += MINUTE + chance.between(0, 2 * MINUTE);
    }
    return {
      summary: `the certificates of ${hosts.length} machines were renewed`,
      subjects: {
        hosts: hosts.map(({ name }) => name),
        apps: ['certbot', 'systemd', 'nginx', 'dovecot', 'postfix/master'],
        actors: [],
      },
      root: { host: hosts[0]!.name, what: 'certificates that would have expired' },
      from: at,
      to: Math.min(end, time),
    };
  },
});

function renewal({ role, name }: Host): Step[] {
  const domain = role === 'web' ? `shop.${OWN_DOMAIN}` : `${name}.${OWN_DOMAIN}`;
  return [
    [0, SYSTEMD, 'Starting certbot.service - Renewal of certificates...'],
    [1900, CERTBOT, `Renewing an existing certificate for ${domain}`],
    [9800, CERTBOT, 'Congratulations, all renewals succeeded:'],
    [9801, CERTBOT, `  /etc/letsencrypt/live/${domain}/fullchain.pem (success)`],
    [9900, SYSTEMD, 'certbot.service: Deactivated successfully.'],
    [9902, SYSTEMD, 'Finished certbot.service - Renewal of certificates.'],
  ];
}

function webReload(stamp: string): Step[] {
  const nginx = 'nginx.service - A high performance web server and a reverse proxy server';
  return [
    [9300, SYSTEMD, `Reloading ${nginx}...`],
    [9400, NGINX_NOTICE, `${stamp} [notice] 88213#88213: signal process started`],
    [9450, SYSTEMD, `Reloaded ${nginx}.`],
  ];
}

function mailReload(): Step[] {
  return [
    [9300, SYSTEMD, 'Reloading postfix@-.service - Postfix Mail Transport Agent (instance -)...'],
    [9380, POSTFIX, 'reload -- version 3.10.4, configuration /etc/postfix'],
    [9450, SYSTEMD, 'Reloaded postfix@-.service - Postfix Mail Transport Agent (instance -).'],
    [9500, DOVECOT, 'master: Warning: SIGHUP received - reloading configuration'],
  ];
}
