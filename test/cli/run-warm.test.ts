import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { simulate } from '../../src/simulate/index.ts';
import { viewStore } from '../../src/store/store.ts';
import { temporaryFolder } from '../app/made-logs.ts';
import { DaemonRun } from './daemon-run.ts';

const HOUR = 3_600_000;

/** What a first run over a log of the past finds, beside what it measures of this machine. */
async function foundIn(log: string, sources: string): Promise<string[]> {
  const daemon = new DaemonRun(
    temporaryFolder(),
    `sources: [{ type: file, paths: [${log}] }${sources}]
listen: []
http: { listen: off }
detectors: { silence: false }
`,
  );
  onTestFinished(async () => void (await daemon.end('SIGKILL')));
  await daemon.start();
  expect(await daemon.end('SIGTERM')).toBe(0);
  const db = new Database(join(daemon.state, 'state.db'), { readonly: true });
  onTestFinished(() => void db.close());
  const kept = db.prepare('SELECT id, json FROM finding ORDER BY id').all() as { id: string; json: string }[];
  return kept.filter(({ json }) => !json.includes('"metric":')).map(({ id }) => id);
}

test('what is measured of this machine while the past is read does not put the clock ahead of it', async () => {
  const log = join(temporaryFolder(), 'past.log');
  const now = Date.now();
  const made = simulate({
    ...{ seed: 4, start: now - 49 * HOUR, duration: 48 * HOUR, rate: 0.3, hosts: 14 },
    ...{ scenarios: ['ssh-brute-force'], at: now - 6 * HOUR },
  });
  writeFileSync(log, `${[...made.lines()].join('\n')}\n`);
  const alone = await foundIn(log, '');
  expect(alone.length).toBeGreaterThan(3);
  expect(await foundIn(log, ', { type: host }')).toEqual(alone);
}, 120_000);

test('incidents of all that is learnt from are kept, each at its own time', async () => {
  const folder = temporaryFolder();
  const log = join(folder, 'past.log');
  const now = Date.now();
  const made = simulate({
    ...{ seed: 3, start: now - 6 * 24 * HOUR, duration: 143 * HOUR, rate: 0.15, hosts: 14 },
    ...{ scenarios: ['ssh-brute-force'], at: now - 70 * HOUR },
  });
  writeFileSync(log, `${[...made.lines()].join('\n')}\n`);
  const daemon = new DaemonRun(
    folder,
    `sources: [{ type: file, paths: [${log}] }]\nlisten: []\nhttp: { listen: off }\n`,
  );
  onTestFinished(async () => void (await daemon.end('SIGKILL')));
  await daemon.start();
  expect(await daemon.end('SIGTERM')).toBe(0);
  const store = viewStore(daemon.state);
  onTestFinished(() => store.close());
  const old = store.incidents.list({ until: now - 25 * HOUR, limit: 1000 });
  const attack = old.find(({ headline }) => headline.includes('bastion01'));
  expect(attack?.from).toBeLessThan(now - 60 * HOUR);
  // Others are compared with them in their order, and they are forgotten by their own age.
  const past = store.incidents.past(1000).map(({ from }) => from);
  expect(past.length).toBeGreaterThan(2);
  // Which others there are depends on the hour of the day: each stands on its side of it.
  const order = store.incidents.past(1000).map(({ id }) => id);
  const at = order.indexOf(attack!.id);
  const all = store.incidents.list({ limit: 1000 });
  const later = all.filter(({ to }) => to > attack!.to + HOUR).map(({ id }) => order.indexOf(id));
  const earlier = all.filter(({ to }) => to < attack!.to - HOUR).map(({ id }) => order.indexOf(id));
  expect(later.filter((place) => place < at)).toEqual([]);
  expect(earlier.length).toBeGreaterThan(0);
  expect(earlier.filter((place) => place > at)).toEqual([]);
  const db = new Database(join(daemon.state, 'state.db'), { readonly: true });
  onTestFinished(() => void db.close());
  const seen = db.prepare('SELECT last_seen FROM incident WHERE id = ?').pluck().get(attack!.id);
  expect(Math.abs((seen as number) - attack!.to)).toBeLessThan(1000);
}, 120_000);
