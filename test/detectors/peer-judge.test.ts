import { expect, test } from 'vitest';
import { PeerHost } from '../../src/detectors/peer-host.ts';
import { judgePeers, mostTelling } from '../../src/detectors/peer-judge.ts';
import { MEASURES, PeerRole } from '../../src/detectors/peer-role.ts';

/** Warnings. */
const OF = 1;

function counts(n: number): Float64Array {
  const all = new Float64Array(MEASURES);
  all[OF] = n;
  return all;
}

/** Five hosts that wrote so many warnings in each of many periods, and write so many now. */
function madeRole(usual: readonly number[], now: readonly number[]) {
  const role = new PeerRole('web#');
  const hosts = usual.map((_, i) => new PeerHost(`web${i}`, role));
  for (let period = 0; period < 400; period++) {
    role.learn(
      usual.map(counts),
      hosts.map(({ own }) => own),
    );
    for (const [i, host] of hosts.entries()) host.learn(counts(usual[i]!));
  }
  for (const [i, host] of hosts.entries()) host.now[OF] = now[i]!;
  return { role, hosts };
}

function muchOf(usual: readonly number[], now: readonly number[]) {
  const { role, hosts } = madeRole(usual, now);
  return judgePeers(role, hosts).map((one) => mostTelling(one));
}

test('many times what the others write and what it wrote itself is much', () => {
  const much = muchOf([2, 2, 2, 2, 2], [80, 1, 2, 0, 3]);
  expect(much[0]).toMatchObject({ of: OF, seen: 80, others: { least: 0, typical: 2, most: 3 } });
  expect(much.slice(1)).toEqual([null, null, null, null]);
});

test('what a host writes as a rule is usual for it, and more so when all are busier', () => {
  expect(muchOf([40, 1, 1, 1, 1], [45, 1, 1, 1, 1])[0]).toBeNull();
  expect(muchOf([40, 4, 4, 4, 4], [240, 44, 41, 43, 40])[0]).toBeNull();
  expect(muchOf([40, 4, 4, 4, 4], [240, 4, 4, 4, 4])[0]).not.toBeNull();
});

test('of measures that are about as odd the one that grew most speaks', () => {
  const others = { least: 0, typical: 1, most: 2 };
  const one = (of: number, score: number, times: number) => ({ of, score, times, seen: 100, others });
  const much = [one(3, 50, 5), one(1, 40, 60), one(7, 10, 200)];
  expect(mostTelling({ score: 50, much })!.of).toBe(1);
  expect(mostTelling({ score: 50, much: [] })).toBeNull();
});

test('a new host is taken to write what all of its role write', () => {
  const { role } = madeRole([10, 10, 10, 10], [0, 0, 0, 0]);
  const fresh = new PeerHost('web9', role);
  fresh.begin();
  expect(fresh.own[OF]).toBeCloseTo(10, 0);
});

test('the state of a role and its hosts is the same after a restart', () => {
  const { role, hosts } = madeRole([3, 5, 2, 7, 1], [80, 1, 2, 0, 3]);
  const saved = JSON.parse(JSON.stringify(role.save()));
  const again = PeerRole.load(saved);
  expect(again.save()).toEqual(saved);
  const loaded = hosts.map((host) => PeerHost.load(JSON.parse(JSON.stringify(host.save())), again));
  expect(judgePeers(again, loaded)).toEqual(judgePeers(role, hosts));
});
