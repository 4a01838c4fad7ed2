import { spawn } from 'node:child_process';
import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/core/finding.ts';
import { madeFinding } from '../../src/testing/made-messages.ts';
import { smallDisk, whyNoMount } from '../store/places.ts';
import { DAY, MessagesBench } from './messages-bench.ts';

const critical = (n: number): Finding => ({ ...madeFinding(n), page: true });

describe('a finding', () => {
  test('reaches every channel once', async () => {
    const bench = await MessagesBench.start(['team', 'desk']);
    bench.out.findings([madeFinding(0)]);
    await bench.settle();
    bench.out.findings([madeFinding(0)]);
    await bench.turn(1000, 5);
    for (const name of ['team', 'desk']) expect(bench.told(name)).toHaveLength(1);
    expect(bench.told('team')[0]!.key).toBe(bench.told('desk')[0]!.key);
    expect(bench.out.channels).toMatchObject([
      { name: 'team', delivered: 1, pending: 0, trouble: null },
      { name: 'desk', delivered: 1, pending: 0, trouble: null },
    ]);
  });

  test('is not told again after a restart', async () => {
    const bench = await MessagesBench.start(['team']);
    bench.out.findings([madeFinding(0)]);
    await bench.settle();
    await bench.reopen();
    bench.out.findings([madeFinding(0)]);
    await bench.turn(1000, 3);
    expect(bench.told('team')).toHaveLength(1);
  });
});

test('a storm of 10,000 findings is a few messages', async () => {
  const bench = await MessagesBench.start(['team']);
  for (let i = 0; i < 100; i++) {
    bench.out.findings(Array.from({ length: 100 }, (_, n) => madeFinding(i * 100 + n)));
    await bench.turn(1000, 1);
  }
  await bench.turn(60_000, 120);
  expect(bench.told('team').length).toBeGreaterThan(1);
  expect(bench.told('team').length).toBeLessThanOrEqual(5);
});

describe('a receiver that', () => {
  test.each([
    ['is too busy', { status: 429, headers: { 'Retry-After': '120' } }],
    ['has an error', { status: 500 }],
    ['cuts the connection', 'drop' as const],
  ])('%s gets every message in the end, in order, once', async (_, behaviour) => {
    const bench = await MessagesBench.start(['team']);
    const team = bench.receivers.get('team')!;
    team.behaviour = behaviour;
    for (let n = 0; n < 4; n++) {
      bench.out.findings([critical(n)]);
      await bench.turn(61_000 * 4 ** n, 1);
    }
    const tries = team.requests.length;
    expect(bench.out.channels).toMatchObject([{ pending: 4, delivered: 0 }]);
    team.behaviour = { status: 200 };
    await bench.turn(60_000, 60, () => bench.out.channels[0]!.pending === 0);
    const told = bench
      .told('team')
      .slice(tries)
      .filter(({ kind }) => kind === 'page');
    expect(told.map(({ headline }) => headline)).toEqual(
      [0, 1, 2, 3].map((n) => expect.stringContaining(`Finding ${n}:`)),
    );
    expect(new Set(told.map(({ key }) => key)).size).toBe(4);
  });

  test('asks to be left alone is left alone', async () => {
    const bench = await MessagesBench.start(['team']);
    const team = bench.receivers.get('team')!;
    team.behaviour = { status: 429, headers: { 'Retry-After': '600' } };
    bench.out.findings([critical(0)]);
    await bench.settle();
    await bench.turn(1000, 599);
    expect(team.requests).toHaveLength(1);
    await bench.turn(1000, 2);
    expect(team.requests).toHaveLength(2);
  });

  test('hangs holds up nobody else', async () => {
    const bench = await MessagesBench.start(['team', 'desk'], { deadline: 2000 });
    bench.receivers.get('team')!.behaviour = 'hang';
    bench.out.findings([critical(0)]);
    for (let i = 0; i < 1000 && bench.told('desk').length === 0; i++) await sleep(10);
    expect(bench.told('desk')).toHaveLength(1);
    expect(bench.out.channels[0]).toMatchObject({ pending: 1, delivered: 0 });
    await bench.settle();
    expect(bench.out.channels[0]).toMatchObject({ failures: 1 });
  });

  test('is gone for good is told of on the others, and no message is tried twice', async () => {
    const bench = await MessagesBench.start(['team', 'desk']);
    bench.receivers.get('team')!.behaviour = { status: 404, body: 'no_service' };
    bench.out.findings([critical(0)]);
    await bench.settle();
    await bench.turn(10_000, 5);
    expect(bench.told('team')).toHaveLength(1);
    const self = bench.told('desk').filter(({ kind }) => kind === 'self');
    expect(self.map(({ headline }) => headline)).toEqual([
      'logsift: messages do not reach the channel "team": the receiver answered 404: no_service',
    ]);
    bench.receivers.get('team')!.behaviour = { status: 200 };
    bench.out.findings([critical(1)]);
    await bench.turn(300_000, 2);
    expect(bench.told('desk').map(({ kind }) => kind)).toEqual(['page', 'self', 'page', 'resolve']);
  });

  test('refuses what only it was to be told leaves that to the others', async () => {
    const bench = await MessagesBench.start(['team', 'desk']);
    const [team, desk] = [bench.receivers.get('team')!, bench.receivers.get('desk')!];
    team.behaviour = { status: 410 };
    bench.out.findings([critical(0)]);
    await bench.settle();
    desk.behaviour = { status: 410 };
    team.behaviour = { status: 200 };
    await bench.turn(31_000, 4);
    // Meant for the desk alone, as it is about the team's channel.
    expect(desk.requests.length).toBeGreaterThan(1);
    expect(
      bench
        .told('team')
        .map(({ headline }) => headline)
        .join('\n'),
    ).toContain('messages do not reach the channel "team"');
  });

  test('is down for a day is told in one message what was not delivered in time', async () => {
    const bench = await MessagesBench.start(['team']);
    const team = bench.receivers.get('team')!;
    team.behaviour = { status: 503 };
    for (let n = 0; n < 5; n++) {
      bench.out.findings([critical(n)]);
      await bench.turn(600_000, 6);
    }
    await bench.turn(DAY / 24, 26);
    const tries = team.requests.length;
    team.behaviour = { status: 200 };
    await bench.turn(300_000, 20, () => bench.out.channels[0]!.pending === 0);
    const told = bench.told('team').slice(tries);
    const digests = told.filter(({ kind }) => kind === 'digest');
    expect(digests.flatMap(({ body }) => body).join('\n')).toMatch(/Finding 0:.*Finding 4:/s);
    expect(told.filter(({ kind }) => kind === 'page')).toEqual([]);
    // The five, and what was to be said of the channel itself.
    expect(bench.out.channels).toMatchObject([{ stale: 6, refused: 0, pending: 0 }]);
  });
});

test('what cannot be stored leaves from memory, and is not sent twice for that', async () => {
  const bench = await MessagesBench.start(['team']);
  const other = new Database(join(bench.folder, 'state.db'));
  other.exec('BEGIN IMMEDIATE');
  bench.out.findings([critical(0)]);
  await bench.settle();
  expect(bench.told('team')).toHaveLength(1);
  other.exec('ROLLBACK');
  other.close();
  bench.out.findings([critical(1)]);
  await bench.turn(61_000, 3);
  expect(bench.told('team').map(({ headline }) => headline.slice(0, 16))).toEqual([
    'web01: Finding 0',
    'web02: Finding 1',
  ]);
  expect(bench.out.counters.unstored).toBe(0);
});

test('what was sent and cannot be noted is not sent again', async () => {
  const bench = await MessagesBench.start(['team']);
  const team = bench.receivers.get('team')!;
  const other = new Database(join(bench.folder, 'state.db'));
  let locked = false;
  Object.defineProperty(team, 'behaviour', {
    get() {
      // Between the request and its answer somebody else takes the database.
      if (!locked) other.exec('BEGIN IMMEDIATE');
      locked = true;
      return { status: 200 };
    },
  });
  bench.out.findings([critical(0)]);
  await bench.settle();
  await bench.turn(1000, 1);
  expect(bench.out.channels).toMatchObject([{ pending: 1, delivered: 0 }]);
  other.exec('ROLLBACK');
  other.close();
  await bench.turn(1000, 3);
  expect(bench.out.channels).toMatchObject([{ pending: 0, delivered: 1 }]);
  expect(team.requests).toHaveLength(1);
});

const noMount = whyNoMount();
test.skipIf(noMount !== null)(
  `on a full disk messages leave all the same, once (${noMount ?? 'root'})`,
  async () => {
    const folder = smallDisk(4 << 20);
    const bench = await MessagesBench.start(['team'], { folder });
    const stuffing = join(folder, 'stuffing');
    bench.out.findings([critical(0)]);
    await bench.settle();
    try {
      for (;;) appendFileSync(stuffing, Buffer.alloc(4096));
    } catch {
      // Not a byte is left.
    }
    for (let n = 1; n <= 60; n++) {
      // More than the ballast has room for.
      bench.out.findings([{ ...critical(n), expected: 'x'.repeat(60_000) }]);
      await bench.turn(3 * 3_600_000, 1);
    }
    const seen = bench.told('team').filter(({ kind }) => kind === 'page');
    expect(new Set(seen.map(({ key }) => key)).size).toBe(61);
    expect(seen).toHaveLength(61);
    rmSync(stuffing);
    await bench.turn(60_000, 5);
    expect(bench.out.counters.unstored).toBe(0);
    bench.out.findings([critical(99)]);
    await bench.settle();
    expect(bench.out.channels).toMatchObject([{ pending: 0, trouble: null }]);
    expect(bench.told('team').at(-1)!.headline).toContain('Finding 99');
  },
);

test('each of ten crashes between sending and noting it leads to one more copy with the same key', async () => {
  const bench = await MessagesBench.start(['team']);
  const team = bench.receivers.get('team')!;
  await bench.out.stop();
  bench.store.close();
  const program = fileURLToPath(new URL('./messages-child.ts', import.meta.url));
  const crash = async (behaviour: 'hang' | { status: number }) => {
    team.behaviour = behaviour;
    const before = team.requests.length;
    const child = spawn(process.execPath, [program, bench.folder, team.url()], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = new Promise((done) => child.on('close', done));
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    for (let i = 0; i < 2000 && team.requests.length === before && !said.includes('idle'); i++)
      await sleep(10);
    // It is sent and has been received; the answer is not noted yet, or will never come.
    if (behaviour !== 'hang') for (let i = 0; i < 2000 && !said.includes('idle'); i++) await sleep(10);
    child.kill('SIGKILL');
    await ended;
    return team.requests.length - before;
  };
  for (let n = 0; n < 10; n++) expect(await crash('hang')).toBe(1);
  expect(await crash({ status: 200 })).toBe(1);
  expect(await crash({ status: 200 })).toBe(0);
  const keys = team.requests.map(({ headers }) => headers['idempotency-key']);
  expect(new Set(keys).size).toBe(1);
});
