import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { scopesOf } from '../../src/core/judgement.ts';
import { Store, viewStore } from '../../src/store/store.ts';
import { writeBeside } from '../../src/store/write-beside.ts';
import { sampleIncident } from '../report/sample-incident.ts';

const folder = mkdtempSync(join(tmpdir(), 'logsift-judgements-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let stores = 0;

function opened(): Store {
  const store = Store.open({ folder: join(folder, String(stores++)), now: () => 1000, notice: () => {} });
  onTestFinished(() => store.close());
  return store;
}

const noise = (incident: string, at: number, until: number | null = null) => ({
  ...({ at, until, incident, verdict: 'noise', by: 'jane', wide: false, note: 'UPS self-test' } as const),
  scopes: scopesOf(sampleIncident(), false),
});

test('what is said again of an incident takes back what was said before, and all of it stays', () => {
  const { judgements } = opened();
  judgements.add(noise('aa', 10));
  judgements.add({ ...noise('aa', 20), verdict: 'real' });
  judgements.add(noise('bb', 30));
  expect(
    judgements.list(9).map(({ incident, verdict, takenBack }) => [incident, verdict, takenBack]),
  ).toEqual([
    ['aa', 'noise', 20],
    ['aa', 'real', null],
    ['bb', 'noise', null],
  ]);
  expect(judgements.list(1)[0]).toMatchObject({ ...noise('bb', 30), id: 3 });
});

test('a word that is said or taken back is seen', () => {
  const { judgements } = opened();
  const before = judgements.version;
  judgements.add(noise('bb', 10));
  const after = judgements.version;
  expect(after).not.toBe(before);
  expect(judgements.takeBack('bb', 50)).toBe(true);
  expect(judgements.takeBack('bb', 50)).toBe(false);
  expect(judgements.version).not.toBe(after);
});

test('something missed has no incident, and comes back as it was', () => {
  const { judgements } = opened();
  const missed = { at: 5, host: 'db01', line: 'disk failed' };
  judgements.add({ ...noise('', 10), incident: null, verdict: 'missed', scopes: [], missed });
  expect(judgements.list(1)[0]).toMatchObject({ incident: null, missed });
});

test('an incident is known again by its kinds and subjects, the oldest first', () => {
  const store = opened();
  store.write('incidents', () =>
    store.incidents.put([sampleIncident(), sampleIncident({ id: 'b', aliases: [] })], 10),
  );
  store.write('incidents', () => store.incidents.put([sampleIncident({ from: Number.NaN })], 20));
  const past = store.incidents.past(9);
  expect(past.map(({ id }) => id)).toEqual(['b', '3fa9c2d15d41402a']);
  expect(past[0]).toMatchObject({ kinds: ['feed'], subjects: ['host sw-a-4', 'host sw-a-5', 'host sw-a-6'] });
  expect(past[1]!.from).toBeNaN();
});

test('a state folder is written to beside the process that has it, and without one', async () => {
  const path = join(folder, String(stores++));
  writeBeside(
    path,
    () => 1000,
    ({ judgements }) => judgements.add(noise('alone', 1)),
  );
  const holder = spawn(process.execPath, [fileURLToPath(new URL('./hold-store.ts', import.meta.url)), path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  }) as ChildProcess;
  onTestFinished(() => void holder.kill('SIGKILL'));
  await once(holder.stdout!, 'data');
  writeBeside(
    path,
    () => 1000,
    ({ judgements }) => judgements.add(noise('beside', 2)),
  );
  const view = viewStore(path);
  onTestFinished(() => view.close());
  expect(view.judgements.list(9).map(({ incident }) => incident)).toEqual(['alone', 'beside']);
});

test('nothing is left of what failed half-way', () => {
  const path = join(folder, String(stores++));
  const failing = () =>
    writeBeside(
      path,
      () => 1000,
      ({ judgements }) => {
        judgements.add(noise('half', 1));
        throw new Error('thought better of it');
      },
    );
  expect(failing).toThrow('thought better of it');
  const view = viewStore(path);
  onTestFinished(() => view.close());
  expect(view.judgements.list(9)).toEqual([]);
});
