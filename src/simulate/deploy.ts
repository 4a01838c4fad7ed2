import { HOUR, MINUTE } from './calendar.ts';
import { lateMoment, lateTimeOfDay, timeOfDay } from './moments.ts';
import { defineScenario } from './scenario.ts';
import { daemon, ERROR, LOCAL0, NOTICE, plain, systemd } from './speaker.ts';
import { SHOP } from './traffic-shop.ts';

const SYSTEMD = systemd();
const SHOP_NOTICE = daemon('shop-api', LOCAL0, NOTICE);
const NGINX_ERROR = plain('nginx', 23, ERROR);

/** A new version of the shop goes live on one machine after the other; some requests fail on the way. */
export default defineScenario({
  name: 'deploy',
  describe:
    'a new version of the shop is rolled out in the afternoon, with a few failed requests and new lines',
  harmless: true,
  when(season) {
    const { calendar, chance } = season;
    const fits = (time: number) => calendar.weekday(time) < 5;
    return (
      lateTimeOfDay(season, timeOfDay(14, chance.between(0, 50)), { fits, needs: 2 * HOUR }) ??
      lateMoment(season, HOUR)
    );
  },
  play({ at, end, chance, network, calendar, say }) {
    const apps = network.of('app');
    let time = at;
    for (const host of apps.slice(0, 50)) {
      const steps = [
        [0, SYSTEMD, 'Stopping shop-api.service - Shop API...'],
        [120, SHOP, 'SIGTERM received, draining 14 connections'],
        [2600, SYSTEMD, 'shop-api.service: Deactivated successfully.'],
        [2605, SYSTEMD, 'Stopped shop-api.service - Shop API.'],
        [2700, SYSTEMD, 'Started shop-api.service - Shop API.'],
        [4100, SHOP_NOTICE, 'shop-api 5.3.0 starting (was 5.2.4), config /etc/shop/api.toml'],
        [
          4900,
          SHOP_NOTICE,
          `schema at migration 20261019-add-basket-merge, applied in ${chance.between(200, 1900)} ms`,
        ],
        [5600, SHOP_NOTICE, 'listening on 0.0.0.0:8080'],
      ] as const;
      for (const [after, speaker, message] of steps) say({ time: time + after, host, speaker, message });
      for (let n = chance.between(2, 5); n > 0; n--) {
        const web = chance.pick(network.of('web'));
        const failed = time + chance.between(200, 5000);
        const about = `client: ${chance.outside()}, server: shop.example.net, request: "GET /api/v1/prices HTTP/1.1", upstream: "http://${host.address}:8080/api/v1/prices", host: "shop.example.net"`;
        const message = (count: (name: string) => number) =>
          `${calendar.slashStamp(failed)} [error] 1207#1207: *${count('request')} connect() failed (111: Connection refused) while connecting to upstream, ${about}`;
        say({ time: failed, host: web, speaker: NGINX_ERROR, message });
      }
      time += 90_000 + chance.between(0, 60_000);
    }
    const rolledOut = time;
    // What the new version has to say that the old one had not.
    for (; time < Math.min(end, at + 8 * HOUR); time += MINUTE + chance.exponential() * 5 * MINUTE) {
      const message = `basket ${chance.hex(8)} merged after login: ${chance.between(1, 6)} items`;
      say({ time, host: chance.pick(apps), speaker: SHOP, message });
    }
    return {
      summary: 'shop-api 5.3.0 was rolled out',
      subjects: { hosts: apps.map(({ name }) => name), apps: ['shop-api', 'systemd'], actors: ['5.3.0'] },
      root: { host: apps[0]!.name, what: 'deployment of shop-api 5.3.0' },
      from: at,
      to: rolledOut,
    };
  },
});
