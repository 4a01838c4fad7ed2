import { beforeAll, describe, expect, it } from 'vitest';
import { checkedSilence, saveSilence } from '../../../src/app/silence-say.ts';
import { exploreWorld } from '../../../src/app/web/explore.ts';
import { exploreRoutes } from '../../../src/dashboard/routes-explore.ts';
import { type Made, madeDashboard } from '../../dashboard/made-dashboard.ts';
import { type MadeState, madeState, stamped } from '../made-state.ts';

const HOUR = 3_600_000;
/** A Wednesday. */
const NOW = Date.UTC(2026, 10, 18, 12);

/** Two days: logins on two hosts, more of them on the second day, a disk on one host, and an error in the last hours. */
function made(): string[] {
  const lines: string[] = [];
  for (let at = NOW - 48 * HOUR; at < NOW; at += 60_000) {
    const [minute, late] = [Math.round(at / 60_000), at >= NOW - 24 * HOUR];
    const times = late ? 4 : 1;
    for (let i = 0; i < times; i++)
      lines.push(
        stamped(
          at + i,
          minute % 2 === 0 ? 'gate' : 'web1',
          `sshd[77]: Accepted password for ${['alice', 'bob'][minute % 2]} from 10.0.0.${minute % 9} port ${4000 + (minute % 900)} ssh2`,
        ),
      );
    if (minute % 5 === 0)
      lines.push(
        stamped(at + 10, 'store', `smartd[9]: Device: /dev/sda, temperature ${30 + (minute % 12)} Celsius`),
      );
    if (minute % 3 === 0 && !late)
      lines.push(stamped(at + 20, 'web1', 'cron[5]: (root) CMD (/usr/bin/old-job)'));
    if (at >= NOW - 2 * HOUR && minute % 10 === 0)
      lines.push(
        stamped(at + 30, 'store', `kernel: I/O error, dev sda, sector ${minute} <script>alert(1)</script>`),
      );
  }
  return lines;
}

let state: MadeState;
let page: Made;
beforeAll(async () => {
  state = await madeState(made(), { now: NOW, set: ['store.keep=all'] });
  page = await madeDashboard(exploreRoutes(exploreWorld(state.parts, state.book)));
}, 60_000);

const get = async (path: string) => {
  const { status, json } = await page.get(path);
  expect(status, JSON.stringify(json)).toBe(200);
  return json;
};
const DAY_RANGE = `from=${NOW - 24 * HOUR}&to=${NOW}`;

describe('past lines', () => {
  it('are found by words, in any order, and by what they are of, the newest first', async () => {
    const found = await get(`/events?${DAY_RANGE}&text=alice%20%22password%20for%22&host=gate&limit=3`);
    expect(found.items.map(({ host, app }: { host: string; app: string }) => [host, app])).toEqual(
      Array(3).fill(['gate', 'sshd']),
    );
    expect(found.items[0].received).toBeGreaterThan(found.items[2].received);
    expect(found.items[0].raw).toContain('Accepted password for alice');
    expect((await get(`/events?${DAY_RANGE}&text=%22for%20password%22`)).items).toEqual([]);
  });

  it('go on where the page before ended, to the end of the range', async () => {
    const ids = new Set<string>();
    let [pages, cursor] = [0, ''];
    for (;;) {
      const part = await get(`/events?${DAY_RANGE}&app=smartd&limit=100${cursor}`);
      for (const { id } of part.items) ids.add(id);
      pages++;
      if (part.next === null) {
        expect(part).toMatchObject({ complete: true, reached: NOW - 24 * HOUR });
        break;
      }
      expect(part.reached).toBeGreaterThan(NOW - 24 * HOUR);
      cursor = `&cursor=${part.next}`;
    }
    expect({ ids: ids.size, pages: pages >= 3 }).toEqual({ ids: 288, pages: true });
  });

  it('are refused a cursor that is none, a range that ends before it begins, and words that mean nothing', async () => {
    for (const path of [
      '/events?cursor=abc',
      `/events?from=${NOW}&to=${NOW - 1}`,
      '/events?colour=red',
      '/events?severity=9',
    ]) {
      const { status, json } = await page.get(path);
      expect([path, status]).toEqual([path, 400]);
      expect(json).toMatchObject({ schemaVersion: 1, error: {} });
    }
  });
});

describe('kinds of lines', () => {
  it('are listed with their counts in the range and before it, commonest first', async () => {
    const { items, found, spark } = await get(`/templates?${DAY_RANGE}`);
    expect(items[0]).toMatchObject({ count: 5760, before: 1440, isNew: false, hosts: 2 });
    expect(items[0].text).toContain('Accepted password for <*> from <*>');
    expect(items[0].spark.reduce((a: number, b: number) => a + b, 0)).toBe(5760);
    expect(items[0].spark.length * spark.width).toBe(24 * HOUR);
    expect(found).toBe(items.length);
  });

  it('are sought in their whole text, ordered, and told to be new', async () => {
    expect((await get(`/templates?${DAY_RANGE}&text=error%20sector`)).items).toMatchObject([
      { isNew: true, count: 12 },
    ]);
    expect((await get(`/templates?${DAY_RANGE}&order=newest`)).items[0].text).toContain('I/O error');
    expect((await get(`/templates?${DAY_RANGE}&order=rare&limit=1`)).items[0].count).toBe(12);
    expect((await get(`/templates?${DAY_RANGE}&host=store`)).items.length).toBe(2);
    const old = await get(`/templates?${DAY_RANGE}&all=true&text=old-job`);
    expect(old.items).toMatchObject([{ count: 0, before: 480 }]);
    expect((await get(`/templates?${DAY_RANGE}&text=old-job`)).items).toEqual([]);
  });

  it('are handed out page by page, each once', async () => {
    const ids: string[] = [];
    let cursor = '';
    for (;;) {
      const { items, next } = await get(`/templates?${DAY_RANGE}&all=true&limit=1${cursor}`);
      ids.push(...items.map(({ id }: { id: string }) => id));
      if (next === null) break;
      cursor = `&cursor=${next}`;
    }
    expect(ids.length).toBe((await get(`/templates?${DAY_RANGE}&all=true`)).found);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('have a page with their hosts, slots, values and numbers', async () => {
    const [{ id }] = (await get(`/templates?${DAY_RANGE}&text=temperature`)).items;
    const kind = await get(`/templates/${id}?${DAY_RANGE}`);
    expect(kind).toMatchObject({
      total: 576,
      hosts: [{ value: 'store', count: 576, share: 1 }],
      manyHosts: false,
    });
    const { numbers, values } = kind.slots.at(-1);
    expect(numbers).toMatchObject({ count: 576, min: 30, max: 41 });
    expect(numbers.histogram.counts.reduce((a: number, b: number) => a + b, 0)).toBeGreaterThan(500);
    expect(values.length).toBe(12);
    expect(kind.gaps.median).toBeGreaterThan(0.9 * 300_000);
    expect(kind.chart.counts.reduce((a: number, b: number) => a + b, 0)).toBe(288);
    expect((await page.get('/templates/00000000')).status).toBe(404);
    expect((await page.get('/templates/..%2f..%2fetc')).status).toBe(400);
  });
});

describe('hosts', () => {
  it('are listed by how much they say', async () => {
    const { items, found } = await get(`/hosts?${DAY_RANGE}&limit=2`);
    expect(items.map(({ host }: { host: string }) => host)).toEqual(['gate', 'web1']);
    expect(found).toBe(3);
    expect((await get(`/hosts?${DAY_RANGE}&text=STO`)).items).toMatchObject([{ host: 'store', count: 300 }]);
  });

  it('have a page with what they say, what was found of them, and silences about them', async () => {
    for (const host of ['store', 'gate']) {
      const [from, until] = [NOW - 1000, NOW + HOUR].map((time) => new Date(time).toISOString());
      const written = { match: { host }, owner: 'ann', reason: 'new disk', from, until };
      expect(saveSilence(checkedSilence(written, NOW), state.folder, NOW)).toBe(true);
    }
    const host = await get(`/host?name=store&${DAY_RANGE}`);
    expect(host).toMatchObject({ count: 300, before: 288, commonKinds: 0, moreKinds: 0 });
    expect(host.kinds.map(({ count }: { count: number }) => count)).toEqual([576, 12]);
    expect(host.silences).toMatchObject([{ about: 'host store', state: 'active' }]);
    expect(host.incidents.length + host.findings.length).toBeGreaterThan(0);
    expect(host.lastSeen).toBeGreaterThan(NOW - HOUR);
    expect(await get(`/host?name=nobody&${DAY_RANGE}`)).toMatchObject({
      count: 0,
      kinds: [],
      lastSeen: null,
    });
  });
});

describe('two ranges', () => {
  it('differ in what is new, gone, and comes more often', async () => {
    const [a, b] = [NOW - 48 * HOUR, NOW - 24 * HOUR];
    const { differences, alike } = await get(`/compare?aFrom=${a}&aTo=${b}&bFrom=${b}&bTo=${NOW}`);
    const told = differences.map(({ kind, template }: { kind: string; template: { text: string } }) => [
      kind,
      /I\/O|CMD|Accepted/.exec(template.text)?.[0],
    ]);
    expect(told[0]).toEqual(['new', 'I/O']);
    expect(told.sort()).toEqual([
      ['gone', 'CMD'],
      ['more', 'Accepted'],
      ['new', 'I/O'],
    ]);
    const more = differences.find(({ kind }: { kind: string }) => kind === 'more');
    expect(more).toMatchObject({ ratio: 4, words: '4 times as often', rates: [60, 240] });
    expect(alike).toBe(1);
  });

  it('with no lines on one side have no differences, and say why', async () => {
    const answer = await get(`/compare?aFrom=0&aTo=1000&bFrom=${NOW - HOUR}&bTo=${NOW}`);
    expect(answer).toMatchObject({ differences: [], notes: ['The earlier range has no lines.'] });
    expect((await page.get(`/compare?aFrom=5&aTo=1&bFrom=1&bTo=2`)).status).toBe(400);
  });
});

describe('charts', () => {
  it('count the lines of everything, of one thing, or of the commonest', async () => {
    const sum = (counts: number[]) => counts.reduce((a, b) => a + b, 0);
    const all = await get(`/chart?${DAY_RANGE}`);
    expect(sum(all.series[0].counts)).toBe(5760 + 288 + 12);
    const hosts = await get(`/chart?${DAY_RANGE}&of=host&most=2`);
    expect(hosts.series.map(({ name }: { name: string }) => name)).toEqual(['gate', 'web1']);
    const one = await get(`/chart?${DAY_RANGE}&of=host&name=store`);
    expect(sum(one.series[0].counts)).toBe(300);
  });

  it('by hour and weekday go by the clock of the zone', async () => {
    const from = NOW - 48 * HOUR;
    const utc = await get(`/heatmap?from=${from}&to=${NOW}&of=host&name=store`);
    // The error came in the last two hours, on Wednesday.
    expect(utc).toMatchObject({ hours: 48, counted: 'all' });
    expect([utc.mean[2][11], utc.mean[2][9], utc.mean[0][0]]).toEqual([18, 12, null]);
    const tokyo = await get(`/heatmap?from=${from}&to=${NOW}&of=host&name=store&zone=Asia/Tokyo`);
    expect(tokyo.mean[2][20]).toBe(18);
    const kept = await get(`/heatmap?from=${from}&to=${NOW}&of=app&name=smartd`);
    expect(kept).toMatchObject({ counted: 'kept' });
    expect(kept.mean[2][11]).toBe(12);
    expect((await page.get(`/heatmap?of=host`)).status).toBe(400);
    expect((await page.get(`/heatmap?zone=Moon/Base`)).status).toBe(400);
  });
});

it('what would take too long, or is no name of anything, is refused', async () => {
  const year = 400 * 24 * HOUR;
  for (const path of [
    `/events?from=${NOW - year - 1}&to=${NOW}`,
    `/templates?from=0&to=${NOW}`,
    `/chart?from=0&to=${NOW}`,
    `/heatmap?from=0&to=${NOW}`,
    `/compare?aFrom=0&aTo=${NOW}&bFrom=1&bTo=2`,
    '/hosts?limit=201',
    '/events?limit=0',
    '/events?to=9e99',
    `/events?text=${'x'.repeat(501)}`,
    '/templates/%00',
    '/host',
  ])
    expect([path, (await page.get(path)).status]).toEqual([path, 400]);
  // As long as may be asked.
  expect((await page.get(`/heatmap?from=${NOW - year}&to=${NOW}`)).status).toBe(200);
});

it('nobody is answered who has not signed in', async () => {
  for (const { path } of exploreRoutes(exploreWorld(state.parts, state.book)))
    expect((await page.get(path.replace(':id', 'abcd'), null)).status).toBe(401);
});
