import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { findingKey } from '../../src/core/expected.ts';
import { ExpectedList } from '../../src/store/expected.ts';
import { sampleFinding } from '../report/sample-result.ts';

const NOW = Date.UTC(2026, 2, 1);
const finding = sampleFinding();
const id = findingKey(finding).slice(0, 8);

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'logsift-store-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

describe('the list of what is expected', () => {
  it('covers a finding of the same detector, subject and kind of line, whenever it comes', async () => {
    const list = await ExpectedList.read(folder());
    list.add({ id, since: NOW, until: null });
    expect(list.covers(sampleFinding({ id: 'other', from: 0, surprise: 9 }), NOW)).toBe(true);
    expect(list.covers(sampleFinding({ detector: 'rate' }), NOW)).toBe(false);
    expect(list.covers(sampleFinding({ about: { ...finding.about, host: 'web02' } }), NOW)).toBe(false);
    expect(list.covers(sampleFinding({ about: { ...finding.about, template: 'f' } }), NOW)).toBe(false);
  });

  it('does not reach back to what came before it was marked', async () => {
    const list = await ExpectedList.read(folder());
    list.add({ id, since: NOW, until: NOW + 60_000 });
    const times = [NOW - 1000, NOW + 14_999, NOW + 15_000, NOW + 60_000];
    expect(times.map((at) => list.coversAt(finding, at))).toEqual([false, false, true, false]);
  });

  it('is kept from run to run, and forgets what has run out', async () => {
    const place = folder();
    const list = await ExpectedList.read(place);
    list.add({ id, since: NOW, until: NOW + 1000 });
    list.add({ id: 'abcdef0123456789', since: NOW, until: null });
    await list.save(NOW);
    const again = await ExpectedList.read(place);
    expect(again.covers(finding, NOW + 999)).toBe(true);
    expect(again.covers(finding, NOW + 1000)).toBe(false);
    await again.save(NOW + 1000);
    expect((await ExpectedList.read(place)).entries).toEqual([
      { id: 'abcdef0123456789', since: NOW, until: null },
    ]);
  });

  it('takes a mark back, and replaces one by a later one', async () => {
    const list = await ExpectedList.read(folder());
    list.add({ id, since: NOW, until: NOW });
    list.add({ id: id.toUpperCase(), since: NOW, until: null });
    expect(list.entries).toHaveLength(1);
    expect(list.covers(finding, NOW)).toBe(true);
    expect([list.remove(id), list.remove(id)]).toEqual([true, false]);
    expect(list.covers(finding, NOW)).toBe(false);
  });

  it.each(['', 'xyz', '1234567', '../../etc/passwd', '0123456789abcdef0'])(
    'does not take %j for an id',
    async (wrong) => {
      const list = await ExpectedList.read(folder());
      expect(() => list.add({ id: wrong, since: NOW, until: null })).toThrow(/wants the id/);
    },
  );

  it('begins afresh with a note when its file is damaged', async () => {
    const place = folder();
    writeFileSync(join(place, 'expected.zst'), 'rubbish');
    const list = await ExpectedList.read(place);
    expect(list.entries).toEqual([]);
    expect(list.notes).toEqual([expect.stringContaining('expected.zst.aside-1')]);
  });
});
