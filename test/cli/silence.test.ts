import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Store, viewStore } from '../../src/store/store.ts';
import { sampleIncident } from '../report/sample-incident.ts';
import { folderWith, runCli } from './run-cli.ts';

const YAML = `
silences:
  - match: { app: backup }
    owner: storage
    reason: full backup
    from: '2026-01-01T00:00:00Z'
    until: '2027-06-01T00:00:00Z'
    cron: '0 2 * * sun'
    for: 3h
    timezone: Europe/Berlin
`;

function place() {
  const folder = folderWith({ 'l.yaml': YAML });
  Store.open({ folder, now: Date.now, notice: () => {} }).close();
  const say = (...args: string[]) =>
    runCli(['silence', ...args, '--config', join(folder, 'l.yaml'), '--state', folder]);
  const listed = async (...args: string[]) =>
    JSON.parse((await say('list', '--json', ...args)).stdout).silences as {
      id: string;
      state: string;
      about: string;
    }[];
  return { folder, say, listed };
}

describe('logsift silence', () => {
  test('adds one, lists it with what would have been shown, and ends it', async () => {
    const { folder, say, listed } = place();
    const added = await say(
      'add',
      '--host',
      'sw-core',
      '--for',
      '2h',
      '--reason',
      'firmware',
      '--owner',
      'ada',
    );
    expect(added).toMatchObject({ code: 0, stderr: expect.stringMatching(/host sw-core is silent until /) });
    const [, made] = await listed();
    expect(made).toMatchObject({ state: 'active', about: 'host sw-core', owner: 'ada', configured: false });
    const store = Store.open({ folder, now: Date.now, notice: () => {} });
    const hidden = { silence: made!.id, incident: 'aaaa1111', at: Date.now(), headline: 'sw-a1 is gone' };
    store.write('x', () => store.silences.hide(hidden));
    store.close();
    const { stdout } = await say('list');
    expect(stdout).toMatch(
      /^\w{8} {2}\w+ · app backup · 0 2 \* \* sun for 3 hours \(Europe\/Berlin\), until /m,
    );
    expect(stdout).toMatch(/ada: firmware · 1 incident silenced\n {4}.* sw-a1 is gone \(aaaa1111\)/);
    expect(await say('expire', made!.id.slice(0, 8))).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('is over: host sw-core is told again'),
    });
    expect(await listed()).toHaveLength(1);
    expect((await listed('--all'))[1]).toMatchObject({ state: 'over', endedBy: expect.any(String) });
    expect(await say('expire', made!.id)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('over already'),
    });
  });

  test.each([
    [['add', '--host', 'a', '--for', '2h'], '--reason is needed'],
    [['add', '--host', 'a', '--reason', 'x'], 'a silence has an end'],
    [['add', '--for', '2h', '--reason', 'x'], 'wants to say what is silenced'],
    [['add', '--host', 'a', '--until', '-2h', '--reason', 'x'], 'wants a moment after'],
    [
      ['add', '--host', 'a', '--for', 'ages', '--reason', 'x'],
      '--for wants a duration such as 2h; got "ages"',
    ],
    [['add', '--host', 'a', '--for', '2h', '--cron', 'daily', '--reason', 'x'], '--cron wants five fields'],
    [
      ['add', '--host', 'a', '--for', '9d', '--timezone', 'Mars', '--cron', '0 2 * * *', '--reason', 'x'],
      '--timezone wants',
    ],
    [['add', '--category', 'aliens', '--for', '2h', '--reason', 'x'], 'aliens'],
    [['expire'], 'wanted the id of a silence'],
    [['expire', 'ffff'], 'there is no silence ffff'],
    [['list', 'ffff'], 'list takes no id'],
  ])('%j is refused in words', async (args, words) => {
    const { say, listed } = place();
    expect(await say(...args)).toMatchObject({ code: 2, stderr: expect.stringContaining(words) });
    expect(await listed('--all')).toHaveLength(1);
  });

  test('does not end what stands in the configuration', async () => {
    const { say, listed } = place();
    const [one] = await listed();
    expect(await say('expire', one!.id)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('configuration'),
    });
  });
});

describe('logsift ack', () => {
  test('notes who has taken up what, and lists it', async () => {
    const { folder } = place();
    const store = Store.open({ folder, now: Date.now, notice: () => {} });
    store.write('incidents', () => store.incidents.put([sampleIncident()], 1));
    store.close();
    const ack = (...args: string[]) => runCli(['ack', ...args, '--state', folder]);
    const said = await ack('3fa9', '--by', 'ada', '--note', 'on my way');
    expect(said).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('ada has taken up 3fa9c2d1: 3 switches'),
    });
    expect((await ack('3fa9')).code).toBe(0);
    const { stdout } = await ack();
    expect(stdout).toMatch(/^3fa9c2d1 {2}.* {2}ada: on my way\n3fa9c2d1 .*\n$/);
    const view = viewStore(folder);
    expect(view.acknowledgements.after(1)).toHaveLength(1);
    view.close();
    expect(await ack('0000')).toMatchObject({ code: 2, stderr: expect.stringContaining('no incident 0000') });
    expect(await ack('--by', 'ada')).toMatchObject({ code: 2 });
  });
});
