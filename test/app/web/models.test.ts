import { beforeAll, describe, expect, it } from 'vitest';
import { modelsWorld } from '../../../src/app/web/models.ts';
import { modelRoutes } from '../../../src/dashboard/routes-models.ts';
import { seededRandom } from '../../../src/kit/random.ts';
import { type Made, madeDashboard } from '../../dashboard/made-dashboard.ts';
import { type MadeState, madeState, stamped } from '../made-state.ts';

const MINUTE = 60_000;
const NOW = Date.UTC(2026, 10, 18, 12);

/** Three days of three hosts, which some models learn from. */
function made(): string[] {
  const random = seededRandom(7);
  const lines: string[] = [];
  for (let at = NOW - 3 * 1440 * MINUTE; at < NOW; at += MINUTE) {
    for (const [i, host] of ['gate', 'web1', 'store'].entries()) {
      for (let n = 0; n < 1 + Math.floor(random() * 3); n++)
        lines.push(
          stamped(
            at + n * 10 + i,
            host,
            `sshd[77]: Accepted password for alice from 10.0.0.${n} port ${4000 + Math.floor(random() * 900)} ssh2`,
          ),
        );
      if (random() < 0.3)
        lines.push(
          stamped(at + 100 + i, host, `kernel: eth${i}: link is up, speed ${Math.floor(random() * 1000)}`),
        );
    }
    if (random() < 0.001)
      lines.push(
        stamped(at + 200, 'store', 'kernel: I/O error, dev sda, sector 12 <img src=x onerror=alert(1)>'),
      );
  }
  return lines;
}

let state: MadeState;
let page: Made;
beforeAll(async () => {
  state = await madeState(made(), { now: NOW, set: ['store.keep=all'] });
  const parts = { ...state.parts, engine: {}, write: state.write };
  page = await madeDashboard(modelRoutes(modelsWorld(parts, state.book)));
}, 60_000);

const get = async (path: string) => {
  const { status, json } = await page.get(path);
  expect(status, JSON.stringify(json)).toBe(200);
  return json;
};
const post = async (path: string, body: object) => {
  const { status, json } = await page.post(path, body);
  expect(status, JSON.stringify(json)).toBe(200);
  return json;
};
const orders = () => state.parts.store.orders.list(10).map(({ by, order }) => ({ by, order }));

describe('models', () => {
  it('stand with the detector whose they are, with how much they have seen and how odd that was to them', async () => {
    const { detectors, running, since } = await get('/models');
    expect({ running, since }).toEqual({ running: true, since: NOW - 3 * 1440 * MINUTE });
    expect(detectors.length).toBeGreaterThan(10);
    const windows = detectors.find(({ name }: { name: string }) => name === 'windows');
    expect(windows).toMatchObject({ on: true, precision: null });
    const learnt = windows.models.find(({ current }: { current: object | null }) => current !== null);
    expect(learnt.maturity).toMatch(/^version \d+, learnt from [\d,]+ rows .+ ago$/);
    expect(learnt.scores).toMatchObject({ width: 0.5, threshold: 3 });
    expect(learnt.scores.counts.reduce((a: number, b: number) => a + b, 0)).toBeGreaterThan(100);
  });

  it('are learnt anew, or gone back to, when an operator says so, and only what there is', async () => {
    expect((await page.post('/models/retrain', { models: 'all' }, 'viewer')).status).toBe(403);
    expect(await post('/models/retrain', { models: ['windows'] })).toMatchObject({
      words: 'windows will be learnt anew within seconds',
      running: true,
    });
    expect(orders()).toEqual([{ by: 'token operator', order: { kind: 'retrain', models: ['windows'] } }]);
    for (const body of [{ models: ['window'] }, { models: [] }, { models: ['../x'] }, { models: 'some' }])
      expect((await page.post('/models/retrain', body)).status).toBe(400);
    const back = await page.post('/models/rollback', { model: 'windows.all', version: 99 });
    expect([back.status, back.text]).toMatchObject([400, expect.stringContaining('cannot go back to 99')]);
    expect(orders().length).toBe(1);
    const { detectors } = await get('/models');
    const [model] = detectors.find(({ name }: { name: string }) => name === 'windows').models;
    expect(model.waiting).toEqual(['learnt anew']);
  });
});

describe('a review', () => {
  it('is that of the command: drawn, looked at in any order, and told to the models when it is done', async () => {
    expect(await get('/review')).toMatchObject({ review: null, lines: [] });
    expect((await page.post('/review/labels', { labels: [{ id: 'x', label: 'odd' }] })).status).toBe(400);
    const begun = await post('/review', { lines: 40, since: NOW - 4 * 1440 * MINUTE });
    expect(begun.review).toMatchObject({ lines: 40, left: 40, odd: null, applied: false });
    expect((await page.post('/review', {})).status).toBe(400);
    const all: { id: string; place: number; text: string }[] = [];
    for (let at = 1; at <= 40; at += 15) all.push(...(await get(`/review?at=${at}&limit=15`)).lines);
    expect(all.map(({ place }) => place)).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
    expect(all.some(({ text }) => text.includes('<img src=x onerror=alert(1)>'))).toBe(true);
    const label = ({ text, id }: { text: string; id: string }) => ({
      ...{ id, label: text.includes('I/O') ? 'odd' : 'fine' },
    });
    await post('/review/labels', { labels: [label(all[7]!)] });
    expect((await get('/review?limit=1')).lines[0].place).toBe(1);
    const some = await Promise.all(
      all.slice(0, 39).map((line) => post('/review/labels', { labels: [label(line)] })),
    );
    expect(Math.min(...some.map(({ review }) => review.left))).toBe(1);
    const taken = await post('/review/labels', { labels: [{ id: all[0]!.id, label: null }] });
    expect(taken.review.left).toBe(2);
    const { review } = await post('/review/labels', { labels: [label(all[0]!), label(all[39]!)] });
    expect(review).toMatchObject({ left: 0, applied: true, of: { lines: expect.any(Number) } });
    expect(review.odd.share).toBeGreaterThan(0);
    expect(orders().at(-1)).toMatchObject({ by: 'token operator', order: { kind: 'contamination' } });
    const given = orders().length;
    await post('/review/labels', { labels: [label(all[3]!)] });
    expect(orders().length).toBe(given);
    expect((await post('/review', { again: true, lines: 10 })).review).toMatchObject({
      left: 10,
      applied: false,
    });
  });
});
