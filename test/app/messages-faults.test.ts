import { expect, test } from 'vitest';
import type { Subject } from '../../src/alerts/match.ts';
import { routesSchema } from '../../src/alerts/route.ts';
import type { Finding } from '../../src/core/finding.ts';
import { seededRandom } from '../../src/kit/random.ts';
import { madeFinding } from '../../src/testing/made-messages.ts';
import type { Behaviour } from '../../src/testing/receiver.ts';
import { MessagesBench } from './messages-bench.ts';

const MINUTE = 60_000;
/** The long form takes minutes: `npm run soak`. */
const SOAK = (process.env.LOGSIFT_SOAK ?? '') !== '';
const INCIDENTS = SOAK ? 1000 : 200;
const ROUNDS = SOAK ? 20 : 6;
const NAMES = ['team', 'soc'] as const;
const routes = routesSchema.parse({
  receivers: ['team'],
  routes: [{ match: { category: 'intrusion' }, receivers: ['soc'] }],
});
/** Of ten tries that fail one hangs, which takes the longest here. */
const FAULTS: readonly Behaviour[] = [
  ...[429, 429, 429].map((status) => ({ status, headers: { 'Retry-After': '5' } })),
  ...[500, 503, 500].map((status) => ({ status })),
  ...(['drop', 'drop', 'drop', 'hang'] as const),
];

/** Has a receiver answer four in ten requests as if it were ill, and notes what it took. */
function faulty(bench: MessagesBench, name: string, seed: number) {
  const random = seededRandom(seed);
  const taken: { key: string; kind: string; headline: string }[] = [];
  const tries = new Map<string, Set<unknown>>();
  const receiver = bench.receivers.get(name)!;
  let well = false;
  Object.defineProperty(receiver, 'behaviour', {
    get() {
      const { body, headers } = receiver.requests.at(-1)!;
      const told = JSON.parse(body);
      const keys = tries.get(told.headline) ?? new Set();
      if (told.kind === 'page')
        tries.set(told.headline, keys.add(`${told.key} ${headers['idempotency-key']}`));
      if (!well && random() < 0.4) return FAULTS[Math.floor(random() * FAULTS.length)];
      taken.push(told);
      return { status: 200 };
    },
  });
  return {
    ...{ taken, tries },
    heal() {
      well = true;
    },
  };
}

const subject = (n: number): Subject => ({
  ...{ category: n % 2 === 0 ? 'power' : 'intrusion', severity: 'urgent', hosts: [`web${n}`], apps: [] },
  ...{ detectors: [], labels: {} },
});
const tell = (bench: MessagesBench, finding: Finding, n: number) =>
  bench.out.findings([finding], new Map([[finding.id, subject(n)]]));

test(`of ${INCIDENTS} incidents none is lost or told twice by receivers of which 40 % of the answers are faults`, async () => {
  const bench = await MessagesBench.start(NAMES, { routes, deadline: 1500 });
  const of = NAMES.map((name, i) => faulty(bench, name, i + 1));
  for (let n = 0; n < INCIDENTS; n++) {
    tell(bench, madeFinding(n), n);
    await bench.turn(3 * MINUTE, 1);
  }
  await bench.turn(5 * MINUTE, 200, () => bench.out.channels.every(({ pending }) => pending === 0));
  const pages = of.map(({ taken }) => taken.filter(({ kind }) => kind === 'page'));
  const told = pages.map((some) => new Set(some.map(({ key }) => key)));
  // Each to those of its own route.
  expect(told.map(({ size }) => size)).toEqual([INCIDENTS / 2, INCIDENTS / 2]);
  const copies = pages.flat().length - INCIDENTS;
  expect(copies).toBeLessThanOrEqual(INCIDENTS * 0.005);
  // Whatever became of a try, the next had the same key.
  const keys = of.flatMap(({ tries }) => [...tries.values()].map((some) => some.size));
  expect(Math.max(...keys)).toBe(1);
  expect(of.flatMap(({ tries }) => [...tries]).length).toBe(INCIDENTS);
  expect(bench.out.channels).toMatchObject([
    { refused: 0, stale: 0 },
    { refused: 0, stale: 0 },
  ]);
}, 600_000);

test('once a receiver is well again it has the criticals first, within fifteen seconds', async () => {
  const bench = await MessagesBench.start(['team'], { deadline: 1500 });
  const team = bench.receivers.get('team')!;
  team.behaviour = { status: 503 };
  for (let n = 0; n < 40; n++) {
    bench.out.findings([{ ...madeFinding(n), ...(n % 4 === 3 ? { page: true as const } : {}) }]);
    await bench.turn(65_000, 1);
  }
  const waits: number[] = [];
  for (let n = 0; n < ROUNDS; n++) {
    bench.out.findings([{ ...madeFinding(100 + n), page: true }]);
    // Ill for a while, and well at any moment of it.
    team.behaviour = { status: 503 };
    await bench.turn(1000, 130 + 7 * n);
    const healed = bench.now;
    const tried = team.requests.length;
    team.behaviour = { status: 200 };
    const arrived = () =>
      bench
        .told('team')
        .slice(tried)
        .some(({ headline }) => headline.includes(`Finding ${100 + n}:`));
    await bench.turn(1000, 60, arrived);
    waits.push(bench.now - healed);
    const order = bench
      .told('team')
      .slice(tried)
      .map(({ headline }) => Number(/Finding (\d+)/.exec(headline)?.[1] ?? -1));
    const critical = order.map((of) => of >= 100 || of % 4 === 3);
    const ordinary = critical.indexOf(false);
    expect(ordinary < 0 ? [] : critical.slice(ordinary)).not.toContain(true);
    await bench.turn(60_000, 60, () => bench.out.channels[0]!.pending === 0);
  }
  waits.sort((a, b) => a - b);
  expect(waits[Math.ceil(0.95 * ROUNDS) - 1]).toBeLessThanOrEqual(15_000);
}, 600_000);
