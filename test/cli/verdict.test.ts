import { beforeEach, describe, expect, test } from 'vitest';
import { Outbox } from '../../src/store/outbox.ts';
import { Store } from '../../src/store/store.ts';
import { madeMessage } from '../../src/testing/made-messages.ts';
import { sampleIncident } from '../report/sample-incident.ts';
import { sampleFinding } from '../report/sample-result.ts';
import { folderWith, runCli } from './run-cli.ts';

const NOW = Date.now();
const DAY = 86_400_000;
let folder: string;

/** Two alike on a host, a week apart, and one of another host. */
beforeEach(() => {
  folder = folderWith({});
  const store = Store.open({ folder, now: () => NOW, notice: () => {} });
  const at = (from: number) => ({ from, to: from, aliases: [], similar: [] });
  const other = sampleIncident().findings.map((one) => ({
    ...one,
    about: { host: 'sw-b-1', template: 'feed' },
  }));
  store.write('incidents', () =>
    store.incidents.put(
      [
        sampleIncident({ id: 'aaaa000000000000', ...at(NOW - 60_000) }),
        sampleIncident({ id: 'bbbb000000000000', ...at(NOW - 7 * DAY) }),
        sampleIncident({ id: 'cccc000000000000', ...at(NOW - DAY), findings: other, root: other[0]! }),
      ],
      NOW,
    ),
  );
  const outbox = new Outbox(store);
  for (const id of ['aaaa000000000000', 'bbbb000000000000', 'cccc000000000000']) {
    const message = { ...madeMessage(), key: id, findings: [sampleFinding({ id })] };
    outbox.put([{ message, version: 0, critical: false }], { channels: ['desk'], now: NOW - DAY });
  }
  store.close();
});

const say = (...args: string[]) => runCli(['verdict', '--state', folder, ...args]);
const tell = async (id: string) => (await runCli(['incident', id, '--state', folder])).stdout;
const saved = async () =>
  JSON.parse((await say('--json')).stdout).verdicts as {
    verdict: string;
    takenBack: string | null;
    by: string;
  }[];

describe('logsift verdict', () => {
  test('shows its effect, saves it, and the incident and the list have it', async () => {
    const { code, stderr } = await say('aaaa', 'noise', '--note', 'UPS self-test');
    expect(code).toBe(0);
    expect(stderr).toContain(
      'would have removed 2 of the 3 pages of the last 30 days, none of them marked real',
    );
    expect(stderr).toMatch(
      /aaaa0000 is marked noise: what is like it on sw-a-4, sw-a-5, sw-a-6 is not told until /,
    );
    expect(await tell('aaaa')).toMatch(/verdict +noise until \d{4}-\d\d-\d\d: UPS self-test/);
    expect((await say()).stdout).toMatch(/^aaaa0000 {2}noise until .*: UPS self-test · \S+, /);
  });

  test('of all hosts takes in others, and a dry run saves nothing', async () => {
    const run = await say('aaaa', 'expected', '--until', '+7d', '--wide', '--dry-run', '--json');
    expect(JSON.parse(run.stdout)).toMatchObject({
      saved: false,
      effect: { pages: 3, removed: 3, real: [] },
    });
    expect(await saved()).toEqual([]);
  });

  test('that would have kept back something real is refused, unless it is forced', async () => {
    expect((await say('bbbb', 'real', '--note', 'a fuse')).stderr).toContain('bbbb0000 is marked real');
    const refused = await say('aaaa', 'noise');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('1 of them (bbbb0000) marked real: nothing was saved');
    expect((await say('aaaa', 'noise', '--force')).code).toBe(0);
    expect((await saved()).map(({ verdict }) => verdict)).toEqual(['real', 'noise']);
  });

  test('is taken back, and stays listed with who said it', async () => {
    await say('aaaa', 'noise');
    expect((await say('aaaa', '--remove')).stderr).toContain('is taken back');
    expect(await saved()).toMatchObject([
      { verdict: 'noise', takenBack: expect.stringMatching(/Z$/), by: expect.any(String) },
    ]);
    expect(await tell('aaaa')).not.toMatch(/^ +verdict/m);
    expect(await say('aaaa', '--remove')).toMatchObject({ code: 2 });
  });

  test('missed is noted with what came near', async () => {
    const { code, stderr } = await say('missed', '--at', '-2m', '--host', 'sw-a-4', '--line', 'fire');
    expect(code).toBe(0);
    expect(stderr).toContain('noted as missed');
    expect(stderr).toContain('aaaa0000 3 switches');
    expect(await saved()).toMatchObject([{ verdict: 'missed', missed: { host: 'sw-a-4', line: 'fire' } }]);
  });

  test.each([
    [['ffff', 'noise'], 'there is no incident ffff'],
    [['aaaa'], 'wanted one of real, noise, expected behind aaaa'],
    [['aaaa', 'nosie'], 'nosie'],
    [['aaaa', 'noise', '--until', '2020-01-01'], 'has passed'],
    [['aaaa', 'noise', '--until', 'later'], '--until wants a time'],
    [['aaaa', 'real', '--until', '+1d'], '--until goes with noise and expected'],
    [['aaaa', 'noise', '--note', ' '], '1 to 500 characters'],
    [['aaaa', 'noise', '--at', '-1h'], '--at goes with: logsift verdict missed'],
    [['missed'], 'missed wants a time'],
    [['missed', '--at', '+1h'], 'has not come yet'],
    [['missed', '--at', '-1h', '--wide'], '--wide does not go with missed'],
    [['--remove'], 'wanted the id of an incident'],
  ])('%j is a wrong usage', async (args, said) => {
    const { code, stderr } = await say(...args);
    expect(stderr).toContain(said);
    expect(code).toBe(2);
    expect(await saved()).toEqual([]);
  });
});

test('the list says how many of the judged pages were real, by detector where there are several', async () => {
  await say('aaaa', 'real');
  await say('bbbb', 'noise', '--force');
  const { stderr } = await say('list');
  expect(stderr).toContain('of 2 pages judged, 1 real (precision 50 %, 9–91 %)');
  await say('missed', '--at', '-2h', '--host', 'db01');
  const after = await say();
  expect(after.stderr).toContain('in the last 30 days: of 2 pages judged, 1 real');
  expect(after.stderr).toContain('1 time something was missed');
  expect(JSON.parse((await say('list', '--json')).stdout).precision).toMatchObject({
    ...{ pages: 3, all: { judged: 2, real: 1 }, missed: 1 },
    detectors: [{ judged: 2, real: 1 }],
  });
  expect((await say('list', 'noise')).code).toBe(2);
});
