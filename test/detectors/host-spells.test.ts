import { expect, test } from 'vitest';
import { roleOf } from '../../src/detectors/host-role.ts';
import { HostSpells, type Remark } from '../../src/detectors/host-spells.ts';

const HOUR = 3_600_000;

function remark(hour: number, parts: Partial<Remark> = {}): Remark {
  return {
    ...{ host: 'web3', matter: 'web3 warnings', from: hour * HOUR, to: (hour + 1) * HOUR, count: 10 },
    ...{ surprise: 2, raw: 4, gravity: 0.5, about: { host: 'web3' } },
    evidence: [{ source: 'made', text: 'slow' }],
    ...{ expected: 'none', seen: '10', because: '"web3" writes more', maturity: 'rests on 1 day', ...parts },
  };
}

test('what goes on is one finding, which says for how long; after a pause it is another', () => {
  const spells = new HostSpells('peer');
  const first = spells.take(remark(0))!;
  expect(first.because).toBe('"web3" writes more.');
  const stronger = { surprise: 3, about: { host: 'web3', app: 'nginx' }, seen: '30' };
  const second = spells.take(remark(2, stronger))!;
  expect(second).toMatchObject({ id: first.id, count: 20, surprise: 3, seen: '30', about: { host: 'web3' } });
  expect(second.about).toEqual(first.about);
  expect(second.because).toBe('"web3" writes more, for 3 hours.');
  expect(spells.take(remark(9))!.id).not.toBe(first.id);
});

test('what lasts for more than two days is usual', () => {
  const spells = new HostSpells('peer');
  const told = Array.from({ length: 60 }, (_, hour) => spells.take(remark(hour)) !== null);
  expect(told.lastIndexOf(true)).toBe(47);
});

test('what came on four occasions is usual, and so is what people call noise or expected', () => {
  const often = new HostSpells('peer');
  const told = [0, 1, 2, 3, 4, 5].map((day) => often.take(remark(day * 24)) !== null);
  expect(told).toEqual([true, true, true, true, false, false]);
  for (const said of [
    { kind: 'verdict', verdict: 'noise' },
    { kind: 'expected', until: 0 },
  ] as const) {
    const spells = new HostSpells('peer');
    spells.hear({ ...said, finding: spells.take(remark(0))!.id });
    expect(spells.take(remark(24))).toBeNull();
    expect(spells.take(remark(48, { matter: 'another' }))).not.toBeNull();
  }
  const real = new HostSpells('peer');
  real.hear({ kind: 'verdict', verdict: 'real', finding: real.take(remark(0))!.id });
  expect(real.take(remark(24))).not.toBeNull();
});

test('goes on after a restart', () => {
  const spells = new HostSpells('peer');
  spells.take(remark(0));
  const again = new HostSpells('peer');
  again.load(JSON.parse(JSON.stringify(spells.save())));
  expect(again.take(remark(1))).toEqual(spells.take(remark(1)));
});

test('hosts whose names differ in their numbers are of one role', () => {
  expect(['web1', 'WEB02', 'web17'].map(roleOf)).toEqual(['web#', 'web#', 'web#']);
  expect(roleOf('10.0.0.7')).toBe(roleOf('192.168.1.20'));
  expect(roleOf('node-a81f0c2')).toBe(roleOf('node-7710be'));
  expect(roleOf('facade')).toBe('facade');
  expect(roleOf('db-east-1.example.com')).not.toBe(roleOf('db-west-1.example.com'));
});
