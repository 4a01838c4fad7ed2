import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { Incident } from '../../src/core/incident.ts';
import { displayWidth } from '../../src/kit/terminal.ts';
import { Store } from '../../src/store/store.ts';
import { STORM, sampleIncident } from '../report/sample-incident.ts';
import { folderWith, runCli } from './run-cli.ts';

let folder: string;
let store: Store;

beforeEach(() => {
  folder = folderWith({});
  store = Store.open({ folder, now: () => STORM, notice: () => {} });
  onTestFinished(() => store.close());
});

function put(...incidents: readonly Incident[]): void {
  store.write('incidents', () => store.incidents.put(incidents, STORM));
}

/** Two of the same day, a small one that is over before the storm. */
function two(): void {
  const small = { surprise: 0.5, gravity: 0.4, hosts: ['db01'], headline: 'Db01: a slow query' };
  const over = { state: 'resolved', resolved: STORM - 3_600_000, to: STORM - 4_000_000 } as const;
  put(
    sampleIncident(),
    sampleIncident({ ...small, ...over, id: 'b0b0b0b0b0b0b0b0', aliases: [], from: STORM - 5e6 }),
  );
}

const list = (...flags: string[]) => runCli(['incidents', '--state', folder, ...flags]);
const ids = async (...flags: string[]) =>
  (JSON.parse((await list('--json', ...flags)).stdout) as { incidents: Incident[] }).incidents.map(({ id }) =>
    id.slice(0, 4),
  );

describe('logsift incidents', () => {
  test('lists the latest first in 80 columns, while the daemon holds the store', async () => {
    two();
    const { code, stdout, stderr } = await list();
    expect(code).toBe(0);
    expect(stdout.indexOf('3 switches')).toBeLessThan(stdout.indexOf('a slow query'));
    expect(stderr).toContain('2 incidents; the story of one: logsift incident 3fa9c2d1');
  });

  test('filters by state, host, time and rank', async () => {
    two();
    expect(await ids()).toEqual(['3fa9', 'b0b0']);
    expect(await ids('--open')).toEqual(['3fa9']);
    expect(await ids('--resolved')).toEqual(['b0b0']);
    expect(await ids('--host', 'db01')).toEqual(['b0b0']);
    expect(await ids('--host', 'db01.example.org')).toEqual(['b0b0']);
    expect(await ids('--min-rank', '3')).toEqual(['3fa9']);
    expect(await ids('--until', new Date(STORM).toISOString())).toEqual(['b0b0']);
    expect(await ids('--since', new Date(STORM - 1000).toISOString())).toEqual(['3fa9']);
    expect(await ids('--sort', 'rank', '--top', '1')).toEqual(['3fa9']);
  });

  test('gives a line of JSON for each, and says when there is none', async () => {
    two();
    const lines = (await list('--ndjson')).stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toMatchObject([
      { schemaVersion: 1, kind: 'incident', state: 'open' },
      { state: 'resolved' },
    ]);
    expect((await list('--host', 'nobody')).stderr).toContain('no incident fits');
  });

  test.each([
    [['--open', '--resolved'], 'leave nothing'],
    [['--json', '--ndjson'], 'one of them'],
    [['--min-rank', ''], '--min-rank wants'],
    [['--sort', 'odd'], '--sort wants'],
    [['--top', '0'], '--top wants'],
    [['--since', 'lately'], '--since wants'],
  ])('%j is a wrong usage', async (flags, said) => {
    const { code, stderr } = await list(...flags);
    expect(code).toBe(2);
    expect(stderr).toContain(said);
  });
});

describe('logsift incident', () => {
  const tell = (...args: string[]) => runCli(['incident', '--state', folder, ...args]);

  test('tells the story by the beginning of its id, of a merged one and of a finding', async () => {
    two();
    for (const id of ['3fa9c2d1', '3FA9C2D15D41402A', 'aaaa5d41', '0050f1aa']) {
      const { code, stdout } = await tell(id);
      expect(code).toBe(0);
      expect(stdout).toMatch(/^3 switches in building A/);
    }
  });

  test('has what was said of similar ones since', async () => {
    put(sampleIncident({ id: 'b100000000000000', aliases: [] }), sampleIncident());
    const verdict = { verdict: 'real', at: STORM, until: null, note: 'a fuse' } as const;
    store.write('verdict', () => store.incidents.judge('b100000000000000', verdict));
    const { stdout } = await tell('3fa9', '--json');
    expect(JSON.parse(stdout).similar[0]).toMatchObject({
      verdict: { verdict: 'real', note: 'a fuse', at: '2026-03-02T11:00:00.000000Z' },
    });
    for (const row of (await tell('3fa9')).stdout.split('\n')) expect(displayWidth(row)).toBeLessThan(200);
  });

  test('an id that is unknown, ambiguous or none at all is said clearly, with the nearest', async () => {
    put(sampleIncident(), sampleIncident({ id: '3fa9ffff00000000', aliases: [], headline: 'Another' }));
    expect(await tell('3fb9ffff')).toMatchObject({ code: 2, stdout: '' });
    expect((await tell('3fb9ffff')).stderr).toContain(
      'there is no incident 3fb9ffff: did you mean 3fa9ffff (Another)?',
    );
    expect((await tell('0123456789')).stderr).toContain('the latest is');
    expect((await tell('3fa9')).stderr).toMatch(/3fa9 may be 3fa9\w{4} .* or 3fa9\w{4} /);
    expect((await tell('../../etc')).stderr).toContain('wanted the id of an incident');
  });

  test('without a state folder the reason is said', async () => {
    const { code, stderr } = await runCli(['incident', '3fa9c2d1', '--state', `${folder}/nowhere`]);
    expect(code).toBe(2);
    expect(stderr).toContain('nowhere');
  });
});
