import { describe, expect, test } from 'vitest';
import { IncidentContext, MemorySource } from '../../src/app/incident-context.ts';
import type { Finding } from '../../src/core/finding.ts';
import type { Change } from '../../src/core/incident.ts';
import { changeOf } from '../../src/incidents/changes.ts';
import { madeEvent } from '../../src/testing/made-events.ts';
import { topologySchema } from '../../src/topology/schema.ts';
import { Topology } from '../../src/topology/topology.ts';
import { sampleFinding } from '../report/sample-result.ts';

const NOON = Date.UTC(2026, 2, 2, 12);
const DAY = 86_400_000;

const TOPOLOGY = {
  hosts: {
    web01: { notes: 'fan tray replaced in May', runbook: 'https://wiki/web' },
    db01: { notes: 'primary' },
  },
  categories: { disk: { runbook: 'call storage' } },
};

function begin(source = new MemorySource(), topology: object = TOPOLOGY) {
  return new IncidentContext({
    ...{ topology: new Topology(topologySchema.parse(topology)), window: 90_000, source },
    resolve: (id) => id,
  });
}

function finding(at: number, more: Partial<Finding> = {}): Finding {
  return sampleFinding({
    id: `f${at}`,
    from: at,
    to: at,
    about: { host: 'web01', app: 'api', template: 't1' },
    ...more,
  });
}

/** The one incident that these findings make. */
function incidentOf(context: IncidentContext, ...findings: readonly Finding[]) {
  for (const one of findings) context.incidents.take(one, one.from);
  const all = context.incidents.changes(findings.at(-1)!.from);
  expect(all).toHaveLength(1);
  return all[0]!;
}

describe('what is known of an incident', () => {
  test('is what people wrote down of its hosts and its kind of trouble, the root first', () => {
    const context = begin();
    const incident = incidentOf(
      context,
      finding(NOON, { category: 'disk' }),
      finding(NOON + 1000, { id: 'other', about: { host: 'db01', template: 't1' } }),
    );
    expect(incident.notes).toEqual([
      'web01: fan tray replaced in May',
      'web01, runbook: https://wiki/web',
      'db01: primary',
      'disk, runbook: call storage',
    ]);
  });

  test('is the changes before it that touch it', () => {
    const source = new MemorySource();
    const change = (at: number, more: Partial<Change>) =>
      changeOf({ from: at, to: at, what: 'deploy', told: 'ci', ...more });
    source.keep([change(NOON - 60_000, { host: 'web01' }), change(NOON - 5000, { host: 'elsewhere' })]);
    expect(incidentOf(begin(source), finding(NOON)).changes).toMatchObject([{ host: 'web01' }]);
  });

  test('is what it was like before, with what was said of that', () => {
    const source = new MemorySource();
    source.verdictOf = () => ({ verdict: 'noise', at: 1, until: null, note: 'self-test' });
    const context = begin(source);
    const first = incidentOf(context, finding(NOON - 7 * DAY));
    context.incidents.changes(NOON - 5 * DAY);
    const again = incidentOf(context, finding(NOON));
    expect(again.id).not.toBe(first.id);
    expect(again.similar).toMatchObject([{ id: first.id, verdict: { note: 'self-test' } }]);
    expect(again.similar[0]!.likeness).toBeCloseTo(1);
  });
});

test('changes that lines tell of are kept every second, and known to what follows at once', () => {
  const source = new MemorySource();
  const context = begin(source);
  const event = madeEvent({ time: NOON, host: 'web01', app: 'nginx', message: 'reloading configuration' });
  event.hostKey = 0;
  event.template = { ...event.template!, text: 'reloading configuration', index: 1 };
  context.observe(event, { seen: DAY, hosts: 1 });
  expect(source.changes(0, 2 * NOON)).toEqual([]);
  expect(incidentOf(context, finding(NOON + 1000)).changes).toMatchObject([
    { what: 'nginx: configuration reloaded' },
  ]);
  context.second();
  expect(source.changes(0, 2 * NOON)).toHaveLength(1);
});
