import type { Activity, Voice } from './activity.ts';
import { AGENTS, PAGES } from './names.ts';
import { PUBLIC, WORLD } from './rhythm.ts';
import { child, daemon, ERROR, plain, WARNING } from './speaker.ts';

/** The web server's access log and error log, as they are sent to syslog (facility local7, tag nginx). */
const LOCAL7 = 23;
export const NGINX = plain('nginx', LOCAL7);
const NGINX_ERROR = plain('nginx', LOCAL7, ERROR);
const NGINX_WARNING = plain('nginx', LOCAL7, WARNING);
const PHP = daemon('php-fpm');
const PHP_CHILD = child('php-fpm', 3, WARNING);

interface Request {
  readonly from: string;
  readonly agent: string;
  readonly path: string;
  readonly after: number;
}

/** What the shop answers: nearly always yes. */
const STATUS = [200, 200, 200, 200, 200, 200, 200, 200, 304, 304, 302, 301, 404];

/** A line of the access log in the combined format. */
function accessLine(
  voice: Pick<Voice, 'chance' | 'calendar'> & { readonly time: number },
  {
    from,
    agent,
    path,
    status,
    method = 'GET',
  }: { from: string; agent: string; path: string; status: number; method?: string },
): string {
  const bytes = status === 304 ? 0 : Math.round(voice.chance.longTailed(status >= 300 ? 160 : 5200));
  const referer = voice.chance.happens(0.5) ? '-' : `https://shop.example.net${voice.chance.favour(PAGES)}`;
  const stamp = voice.calendar.webStamp(voice.time);
  return `${from} - - [${stamp}] "${method} ${path} HTTP/1.1" ${status} ${bytes} "${referer}" "${agent}"`;
}

function request(voice: Voice, { from, agent, path, after }: Request): void {
  const { chance, calendar } = voice;
  const posts = path === '/login' || path === '/checkout' || path === '/newsletter';
  const method = posts ? 'POST' : 'GET';
  const status = posts ? chance.pick([200, 302]) : chance.pick(STATUS);
  const query =
    path === '/search'
      ? `?q=${chance.pick(['lamp', 'chair', 'desk', 'shelf', 'sofa'])}&page=${chance.between(1, 9)}`
      : '';
  const line = accessLine(
    { chance, calendar, time: voice.time + after },
    { from, agent, path: path + query, status, method },
  );
  voice.say(NGINX, line, after);
}

/** A request that the shop did not answer in time: nginx's word to the customer, and the one in its error log. */
function failedRequest(voice: Voice): void {
  const { chance, network } = voice;
  const [from, path] = [chance.outside(), chance.favour(PAGES)];
  const [status, trouble] = chance.pick([
    [504, 'upstream timed out (110: Connection timed out) while reading response header from upstream'],
    [502, 'upstream prematurely closed connection while reading response header from upstream'],
  ] as const);
  const upstream = `http://${chance.pick(network.of('app')).address}:8080${path}`;
  const about = `client: ${from}, server: shop.example.net, request: "GET ${path} HTTP/1.1", upstream: "${upstream}", host: "shop.example.net"`;
  const stamp = voice.calendar.slashStamp(voice.time);
  voice.say(NGINX_ERROR, `${stamp} [error] 1207#1207: *${voice.count('request')} ${trouble}, ${about}`);
  voice.say(NGINX, accessLine(voice, { from, agent: chance.favour(AGENTS), path, status }), 1);
}

/** Customers, robots and what goes wrong with them every day. */
export const webTraffic: readonly Activity[] = [
  {
    name: 'customer visit',
    on: ['web'],
    pace: { kind: 'traffic', share: 22, rhythm: PUBLIC },
    act(voice) {
      const { chance } = voice;
      const from = chance.outside();
      const agent = chance.favour(AGENTS.slice(0, 5));
      let after = 0;
      for (let pages = chance.favour([1, 2, 3, 4, 6, 9, 14]); pages > 0; pages--) {
        request(voice, { from, agent, path: chance.favour(PAGES), after });
        after += 200 + chance.longTailed(4000);
      }
    },
  },
  {
    name: 'robot',
    on: ['web'],
    pace: { kind: 'traffic', share: 3, rhythm: WORLD },
    act(voice) {
      const { chance } = voice;
      const request_ = {
        from: chance.outside(),
        agent: chance.pick(AGENTS.slice(5)),
        path: chance.pick(PAGES),
        after: 0,
      };
      request(voice, request_);
    },
  },
  {
    name: 'failed request',
    on: ['web'],
    pace: { kind: 'seldom', perDay: 40, rhythm: PUBLIC },
    act: failedRequest,
  },
  {
    name: 'strangers trying doors',
    on: ['web'],
    pace: { kind: 'seldom', perDay: 60, rhythm: WORLD },
    act(voice) {
      const { chance } = voice;
      const path = chance.pick([
        '/wp-login.php',
        '/.env',
        '/phpmyadmin/',
        '/.git/config',
        '/xmlrpc.php',
        '/admin.php',
      ]);
      voice.say(NGINX, accessLine(voice, { from: chance.outside(), agent: '-', path, status: 404 }));
    },
  },
  {
    name: 'large answers',
    on: ['web'],
    pace: { kind: 'seldom', perDay: 30, rhythm: PUBLIC },
    act(voice) {
      const { chance } = voice;
      const stamp = voice.calendar.slashStamp(voice.time);
      const file = `/var/lib/nginx/proxy/${chance.between(0, 9)}/${chance.between(10, 99)}/0000${chance.between(100_000, 999_999)}`;
      const about = `client: ${chance.outside()}, server: shop.example.net, request: "GET /api/v1/prices HTTP/1.1"`;
      voice.say(
        NGINX_WARNING,
        `${stamp} [warn] 1207#1207: *${voice.count('request')} an upstream response is buffered to a temporary file ${file} while reading upstream, ${about}`,
      );
    },
  },
  {
    name: 'php children',
    on: ['web'],
    pace: { kind: 'seldom', perDay: 14, rhythm: PUBLIC },
    act(voice) {
      const { chance } = voice;
      if (chance.happens(0.7)) {
        const pid = chance.between(1000, 400_000);
        voice.say(
          PHP,
          `[pool www] child ${pid} exited with code 0 after ${(chance.longTailed(900) + 20).toFixed(6)} seconds from start`,
        );
        voice.say(PHP, `[pool www] child ${pid + 7} started`, 3);
      } else {
        voice.say(
          PHP_CHILD,
          `[pool www] seems busy (you may need to increase pm.start_servers, or pm.min/max_spare_servers), spawning ${chance.pick([8, 16])} children, there are ${chance.between(0, 3)} idle, and ${chance.between(20, 40)} total children`,
        );
      }
    },
  },
];
