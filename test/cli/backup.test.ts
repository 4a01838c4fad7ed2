import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Store } from '../../src/store/store.ts';
import { madeFinding } from '../../src/testing/made-messages.ts';
import { folderWith, runCli } from './run-cli.ts';

const NOW = Date.UTC(2026, 10, 21, 12);

function storeIn(folder: string): Store {
  return Store.open({ folder, now: () => NOW, notice: () => {} });
}

/** A state folder with one finding. */
function madeState(): { cwd: string; state: string } {
  const cwd = folderWith({});
  const state = join(cwd, 'state');
  const store = storeIn(state);
  store.findings.put([{ ...madeFinding(0), id: 'aaaa' }], NOW);
  store.close();
  return { cwd, state };
}

describe('logsift backup and restore', () => {
  it('bring a state to another folder', async () => {
    const { cwd, state } = madeState();
    const backup = await runCli(['backup', 'b.bak', '--state', state], { cwd });
    expect(backup).toMatchObject({ code: 0, stdout: '' });
    expect(backup.stderr).toMatch(/b\.bak holds 2 files \([\d.]+ MB\) of .*state\n$/);
    expect(statSync(join(cwd, 'b.bak')).mode & 0o777).toBe(0o600);
    expect(readdirSync(cwd).sort()).toEqual(['b.bak', 'state']);
    const restored = await runCli(['restore', 'b.bak', '--state', join(cwd, 'other')], { cwd });
    expect(restored).toMatchObject({ code: 0, stdout: '' });
    const other = storeIn(join(cwd, 'other'));
    expect(other.findings.get('aaaa')).not.toBeNull();
    other.close();
  });

  it('say what is in the way, change nothing then, and end with 2', async () => {
    const { cwd, state } = madeState();
    await runCli(['backup', 'b.bak', '--state', state], { cwd });
    writeFileSync(join(cwd, 'cut.bak'), readFileSync(join(cwd, 'b.bak')).subarray(0, -20));
    mkdirSync(join(cwd, 'empty'));
    const store = storeIn(state);
    for (const [args, said] of [
      [['restore', 'b.bak', '--state', state], /Another logsift \(process \d+\) is at work/],
      [['restore', 'cut.bak', '--state', join(cwd, 'other')], /cut\.bak is no backup that can be restored/],
      [['restore', 'none.bak', '--state', join(cwd, 'other')], /Cannot restore none\.bak .*ENOENT/],
      [['backup', 'b.bak', '--state', join(cwd, 'empty')], /Cannot read the database .*empty\/events\.db/],
      [['backup', 'none/b.bak', '--state', state], /Cannot write a backup to none\/b\.bak/],
    ] as const) {
      const run = await runCli(args, { cwd });
      expect(run).toMatchObject({ code: 2, stdout: '' });
      expect(run.stderr).toMatch(said);
    }
    store.close();
    expect(readdirSync(join(cwd, 'empty'))).toEqual([]);
    expect(readdirSync(cwd).sort()).toEqual(['b.bak', 'cut.bak', 'empty', 'other', 'state']);
  });
});
