import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { writeKept } from '../../src/store/kept-file.ts';
import { profilePath, readProfile, writeProfile } from '../../src/store/kept-profile.ts';
import { stateFolder } from '../../src/store/state-folder.ts';

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'logsift-store-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

const mark = { source: 'file', name: 'a.log', bytes: 64, print: 'p', position: 100, time: null };

describe('a kept profile', () => {
  it('comes back as it was', async () => {
    const path = profilePath({ folder: folder(), inputs: ['a.log'], only: [] });
    const profile = { inputs: [mark], events: 7, saved: 1, engine: { any: ['thing'] } };
    await writeProfile(path, profile);
    expect(await readProfile(path)).toEqual({ state: 'whole', profile });
  });

  it('is set aside when it is not of this shape', async () => {
    const path = profilePath({ folder: folder(), inputs: ['a.log'], only: [] });
    await writeKept(path, { name: 'profile', version: 1 }, { inputs: [{ name: 3 }], engine: null });
    expect(await readProfile(path)).toMatchObject({ state: 'unusable', aside: `${path}.aside-1` });
    expect(await readProfile(path)).toEqual({ state: 'absent' });
  });

  it('is one for each set of inputs, in whatever order they are named', () => {
    const path = (inputs: string[], only: string[] = []) => profilePath({ folder: '/s', inputs, only });
    expect(path(['a', 'b'])).toBe(path(['b', './a']));
    expect(path(['a'])).not.toBe(path(['a', 'b']));
    expect(path(['a'])).not.toBe(path(['a'], ['web1']));
    expect(path(['journal'])).not.toBe(path(['./journal']));
  });

  it('may have a plain name, and no other', () => {
    const path = (name: string) => profilePath({ folder: '/s', name, inputs: [], only: [] });
    expect(path('web-1.prod')).toBe('/s/profiles/name-web-1.prod.zst');
    for (const name of ['', '../x', 'a/b', '.hidden', 'x'.repeat(65), 'a\0']) {
      expect(() => path(name)).toThrow(/profile's name/);
    }
  });
});

describe('the state folder', () => {
  it('is that of the XDG specification', () => {
    expect(stateFolder({ XDG_STATE_HOME: '/var/x' }, '/home/me')).toBe('/var/x/logsift');
    expect(stateFolder({}, '/home/me')).toBe('/home/me/.local/state/logsift');
    expect(stateFolder({ XDG_STATE_HOME: 'relative' }, '/home/me')).toBe('/home/me/.local/state/logsift');
    expect(stateFolder({ XDG_STATE_HOME: '' }, '/home/me')).toBe('/home/me/.local/state/logsift');
  });
});
