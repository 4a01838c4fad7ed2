import type { Activity, Voice } from './activity.ts';
import { SECOND } from './calendar.ts';
import { timeOfDay } from './moments.ts';
import { OFFICE, PUBLIC, STEADY } from './rhythm.ts';
import { child, daemon, ERROR, INFO, LOCAL0, NOTICE, WARNING } from './speaker.ts';

/** The shop's own program and its worker. */
export const SHOP = daemon('shop-api', LOCAL0, INFO);
const SHOP_NOTICE = daemon('shop-api', LOCAL0, NOTICE);
const SHOP_WARNING = daemon('shop-api', LOCAL0, WARNING);
const SHOP_ERROR = daemon('shop-api', LOCAL0, ERROR);
const WORKER = daemon('shop-worker', LOCAL0, INFO);
/** The nightly export to the book-keeping. */
export const EXPORT = child('billing-export', LOCAL0, INFO);

const ROUTES: readonly (readonly [method: string, path: string, ms: number])[] = [
  ['GET', '/api/v1/stock', 14],
  ['GET', '/api/v1/prices', 22],
  ['GET', '/api/v1/products', 31],
  ['GET', '/api/v1/cart', 18],
  ['POST', '/api/v1/cart', 27],
  ['POST', '/api/v1/orders', 95],
  ['GET', '/api/v1/orders', 40],
  ['PUT', '/api/v1/account', 33],
];
const JOBS: readonly (readonly [job: string, ms: number])[] = [
  ['send-confirmation', 210],
  ['resize-image', 480],
  ['update-search-index', 920],
  ['sync-stock', 1400],
  ['expire-carts', 130],
];

function answer(voice: Voice): void {
  const { chance } = voice;
  const [method, path, ms] = chance.favour(ROUTES);
  const status = chance.happens(0.02) ? chance.pick([400, 404, 409]) : 200;
  const took = Math.max(1, Math.round(ms * (0.7 + 0.3 * chance.longTailed(1))));
  const id = chance.hex(16);
  voice.say(SHOP, `request id=${id} method=${method} path=${path} status=${status} duration=${took}ms`);
}

function failure(voice: Voice): void {
  const { chance } = voice;
  const [method, path, ms] = chance.favour(ROUTES);
  const id = chance.hex(16);
  const why = chance.pick([
    'upstream payment provider answered 503',
    'could not serialize access due to concurrent update',
  ]);
  voice.say(
    SHOP,
    `request id=${id} method=${method} path=${path} status=500 duration=${ms + chance.between(2, 90)}ms`,
  );
  voice.say(SHOP_ERROR, `request id=${id} failed: ${why}`, 1);
}

/** What the shop does behind its pages. */
export const shopTraffic: readonly Activity[] = [
  {
    name: 'shop request',
    on: ['app'],
    pace: { kind: 'traffic', share: 11, rhythm: PUBLIC },
    act: answer,
  },
  {
    name: 'shop failure',
    on: ['app'],
    pace: { kind: 'seldom', perDay: 24, rhythm: PUBLIC },
    act: failure,
  },
  {
    name: 'shop job',
    on: ['app'],
    pace: { kind: 'traffic', share: 3, rhythm: STEADY },
    act(voice) {
      const { chance } = voice;
      const [job, ms] = chance.pick(JOBS);
      const id = voice.count('job');
      const took = Math.max(3, Math.round(ms * (0.7 + 0.3 * chance.longTailed(1))));
      voice.say(WORKER, `job ${id} ${job} started, queue depth ${Math.round(chance.longTailed(4))}`);
      voice.say(WORKER, `job ${id} ${job} done in ${took} ms`, took);
    },
  },
  {
    name: 'shop remarks',
    on: ['app'],
    pace: { kind: 'seldom', perDay: 60, rhythm: PUBLIC },
    act(voice) {
      const { chance } = voice;
      const remarks = [
        [
          SHOP_WARNING,
          `payment provider slow: authorisation took ${chance.between(2100, 5200)} ms, retrying once`,
        ],
        [
          SHOP_WARNING,
          `rate limit reached for client ${chance.outside()}: ${chance.between(61, 140)} requests in 60 s`,
        ],
        [
          SHOP_NOTICE,
          `cache refreshed: ${chance.between(3800, 4400)} products in ${chance.between(700, 1900)} ms`,
        ],
        [SHOP_NOTICE, `gc pause ${chance.between(40, 180)} ms, heap ${chance.between(310, 690)} MB`],
        [SHOP_WARNING, `voucher ${chance.hex(8).toUpperCase()} rejected: expired`],
      ] as const;
      const [speaker, message] = chance.pick(remarks);
      voice.say(speaker, message);
    },
  },
  {
    name: 'price upload',
    on: ['app'],
    pace: { kind: 'seldom', perDay: 9, rhythm: OFFICE },
    act(voice) {
      const { chance, network } = voice;
      const rows = chance.between(40, 900);
      voice.say(SHOP_NOTICE, `price list uploaded by ${chance.favour(network.users).name}: ${rows} rows`);
      voice.say(
        SHOP,
        `price list applied: ${rows} rows changed in ${rows * 3 + chance.between(50, 400)} ms`,
        4000,
      );
    },
  },
  {
    name: 'billing export',
    on: ['app'],
    where: ({ number }) => number === 1,
    pace: { kind: 'daily', at: timeOfDay(2, 40), late: 3 * SECOND },
    act(voice) {
      const { chance } = voice;
      const day = voice.calendar.compactDate(voice.time - 86_400_000);
      const rows = chance.between(1_900, 2_700);
      const takes = 60_000 + rows * 9;
      voice.say(EXPORT, `export of ${day} started`);
      voice.say(
        EXPORT,
        `export of ${day}: ${rows} invoices written to /srv/export/billing-${day}.csv`,
        takes,
      );
      voice.say(EXPORT, `export of ${day} finished in ${Math.round(takes / 1000)} s`, takes + 400);
    },
  },
];
