import { expect, test } from 'vitest';
import type { Finding } from '../../src/core/finding.ts';
import { NO_TOPOLOGY, type TopologyView } from '../../src/core/topology.ts';
import { Correlator } from '../../src/incidents/correlator.ts';
import { namedIn } from '../../src/incidents/named-hosts.ts';
import { seenIn } from '../../src/incidents/seen-in.ts';
import { incidentOf } from '../../src/incidents/story.ts';
import { sampleFinding } from '../report/sample-result.ts';

const START = Date.UTC(2026, 2, 1, 12);
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const NOTHING = { changes: [], similar: [], notes: [], verdict: null };
let made = 0;

/** A remark on a line of a host; with no host it is on a sample. */
function line(at: number, host: string, text: string, more: Partial<Finding> = {}): Finding {
  const from = START + at;
  const evidence = [{ source: 'file', text }];
  return sampleFinding({ id: `n${made++}`, from, to: from, about: { host }, evidence, ...more });
}

function measured(at: number, host: string, more: Partial<Finding> = {}): Finding {
  const evidence = [{ source: 'samples', text: `latency = 60 ms on ${host}` }];
  return line(at, host, '', { evidence, detector: 'value', gravity: 0.4, ongoing: true, ...more });
}

function groupsOf(findings: readonly Finding[], topology: TopologyView = NO_TOPOLOGY): string[][] {
  const correlator = new Correlator({ window: 90 * SECOND, topology });
  for (const finding of findings) correlator.take([finding], finding.to);
  return correlator.groups().map(({ members }) => [...members.keys()]);
}

test('what may be a machine is found in a line: names with a digit or a hyphen, and addresses', () => {
  const topology = {
    ...NO_TOPOLOGY,
    canonical: (host: string) => (host === '10.1.2.3' ? 'nas-01' : host.split('.')[0]!),
  };
  const text =
    'nfs: server nas-02.example.net not responding, relay=10.1.2.3, ups@ups-01 said so to app01 today';
  expect([...namedIn(line(0, 'app01', text), topology)].sort()).toEqual(['nas-01', 'nas-02', 'ups-01']);
  expect([...namedIn(line(0, 'app01', 'the disk is full, and nobody knows why'), topology)]).toEqual([]);
  const stamps = '2026-03-01T12:00:00.000Z oid="1.3.6.1.4.1.318.0.5" took 12.5 ms of 10:20:30';
  expect([...namedIn(line(0, 'app01', stamps), topology)]).toEqual([]);
  const hostile = line(0, 'app01', `${'a.'.repeat(400)}_ ${'1.'.repeat(400)} ${'-'.repeat(400)}`);
  expect(namedIn(hostile, topology).size).toBeLessThan(25);
});

test('lines that name another host are of one incident with what is wrong there, in either order', () => {
  const nas = line(0, 'nas-01', 'disk 3 failed');
  const app = line(40 * SECOND, 'app01', 'nfs: server nas-01 not responding, still trying');
  const other = line(50 * SECOND, 'web01', 'nfs: server nas-02 not responding, still trying');
  for (const order of [
    [nas, app, other],
    [app, other, nas],
  ]) {
    const groups = groupsOf(order);
    expect(groups).toHaveLength(2);
    expect(groups.some((ids) => ids.includes(nas.id) && ids.includes(app.id))).toBe(true);
  }
  const late = line(20 * MINUTE, 'app01', 'nfs: server nas-01 not responding, still trying');
  expect(groupsOf([nas, late])).toHaveLength(2);
});

test('what is measured and still bad holds together what comes within the hour, and longer on its host', () => {
  const slow = measured(0, 'nas-01');
  const waits = line(30 * MINUTE, 'app01', 'nfs: server nas-01 not responding, still trying');
  const again = line(50 * MINUTE, 'app01', 'a file could not be written');
  expect(groupsOf([slow, waits, again])).toHaveLength(1);
  const { ongoing: _, ...over } = slow;
  expect(groupsOf([over, waits])).toHaveLength(2);
  const much = line(70 * MINUTE, 'app01', 'nfs: server nas-01 not responding, still trying');
  expect(groupsOf([slow, much])).toHaveLength(2);
  const [mended, next] = [line(5 * HOUR, 'nas-01', 'rebuilt'), line(7 * HOUR, 'nas-01', 'a new day')];
  expect(groupsOf([slow, mended])).toHaveLength(1);
  expect(groupsOf([slow, next])).toHaveLength(2);
});

test('what hangs on a host in trouble is of it, but trouble below makes none above', () => {
  const topology = {
    ...NO_TOPOLOGY,
    ancestors: (host: string) => (host.startsWith('sw-') ? ['ups-01'] : []),
  };
  const [above, below] = [measured(0, 'ups-01'), line(20 * MINUTE, 'sw-f1', 'no power')];
  expect(groupsOf([above, below], topology)).toHaveLength(1);
  const [first, then] = [measured(0, 'sw-f1'), line(20 * MINUTE, 'ups-01', 'a battery is old')];
  expect(groupsOf([first, then], topology)).toHaveLength(2);
});

test('a finding that comes to speak of another host is found by it', () => {
  const correlator = new Correlator({ window: 90 * SECOND, topology: NO_TOPOLOGY });
  const first = line(0, 'app01', 'new');
  correlator.take([first], START);
  correlator.take([{ ...first, about: { host: 'db01' } }], START + SECOND);
  correlator.take([line(30 * SECOND, 'db01', 'also new')], START + 30 * SECOND);
  expect(correlator.size).toBe(1);
});

test('the host that others name is the root, and the headline says how many do', () => {
  const correlator = new Correlator({ window: 90 * SECOND, topology: NO_TOPOLOGY });
  const waits = 'nfs: server nas-01 not responding, still trying';
  correlator.take(
    [
      line(0, 'app01', waits, { surprise: 3, gravity: 0.9 }),
      line(10 * SECOND, 'mail01', waits, { surprise: 3, gravity: 0.9 }),
      measured(20 * SECOND, 'nas-01', { because: 'It is slow.' }),
    ],
    START + MINUTE,
  );
  const story = incidentOf(correlator.groups()[0]!, { topology: NO_TOPOLOGY, ...NOTHING });
  expect(story.root.about.host).toBe('nas-01');
  expect(story.headline).toBe('nas-01 and 2 hosts that name it: It is slow');
  expect(story.ties.map(({ because }) => because)).toContainEqual(
    expect.stringMatching(/^lines of one of these hosts name another, and they began within/),
  );
});

test('in what an incident is seen is said where it is not lines alone', () => {
  const trap = line(0, 'nas-01', '<186>1 2026-03-01T12:00:00.000Z 10.1.2.3 snmptrap - x - x: y');
  const said = (findings: readonly Finding[]) => seenIn({ findings, root: findings[0]! });
  expect(said([line(0, 'app01', 'a'), line(0, 'app02', 'b')])).toBeNull();
  expect(said([measured(0, 'nas-01')])).toBe('Seen in what is measured at nas-01');
  const lines = ['app01', 'app02', 'app03', 'app04', 'app05'].map((host) => line(0, host, 'a'));
  expect(said([trap, ...lines, measured(0, 'nas-01')])).toBe(
    'Seen in log lines of app01, app02, app03 and 2 more hosts, in traps of nas-01 and in what is measured at nas-01',
  );
});
