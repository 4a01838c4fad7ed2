import { budgetOf, USUAL_BUDGET } from '../src/app/budget-of.ts';
import { IncidentContext, MemorySource } from '../src/app/incident-context.ts';
import { pageOf } from '../src/app/incidents-now.ts';
import type { Finding } from '../src/core/finding.ts';
import { madeFinding } from '../src/testing/made-messages.ts';
import type { Result } from '../src/testing/result.ts';
import { type TopologyFile, topologySchema } from '../src/topology/schema.ts';
import { Topology } from '../src/topology/topology.ts';
import { median } from './batches.ts';

const START = Date.UTC(2026, 2, 1, 12);
const MINUTE = 60_000;
const FINDINGS = 10_000;
const DEVICES = 6000;
const OPEN = 1000;
const SUBJECTS = 1_000_000;
const ROUNDS = 3;

interface Storm {
  readonly findings: number;
  readonly topology: Topology;
  /** What finding `i` is about. */
  readonly about: (i: number) => Finding['about'];
  /** Ms over which they come. */
  readonly over: number;
}

/** A storm of findings from the detectors to what people are told, asked for every second of it. */
export default async function incidents(): Promise<Result[]> {
  const none = network({});
  const devices = network(
    Object.fromEntries(
      Array.from({ length: DEVICES }, (_, i) => [
        `h${i}`,
        { ...(i === 0 ? {} : { parent: `h${Math.floor(i / 10)}` }), building: `b${i % 40}`, role: 'switch' },
      ]),
    ),
  );
  const storm = { findings: FINDINGS, over: MINUTE };
  const shapes: Readonly<Record<string, Storm>> = {
    'of one host': { ...storm, topology: none, about: (i) => ({ host: 'h0', template: `t${i % 997}` }) },
    'of 1,000 hosts': {
      ...storm,
      topology: none,
      about: (i) => ({ host: `h${i % 1000}`, template: `t${i % 997}` }),
    },
    'of a topology of 6,000 devices': {
      ...{ ...storm, topology: devices },
      about: (i) => ({ host: `h${i % DEVICES}`, template: `t${i % 997}` }),
    },
  };
  const results = Object.entries(shapes).map(([name, shape]) => ({
    name: `incidents: ${FINDINGS} findings in a minute, ${name}`,
    value: median(Array.from({ length: ROUNDS }, () => timeOf(shape).seconds)),
    ...{ unit: 's', bar: 1, better: 'lower' as const },
  }));
  return [...results, openOnes(none), ...subjects(none)];
}

function network(hosts: object): Topology {
  return new Topology(topologySchema.parse({ hosts }) as TopologyFile);
}

function timeOf({ findings, topology, about, over }: Storm) {
  const source = new MemorySource();
  const { incidents } = new IncidentContext({ topology, window: 90_000, source, resolve: (id) => id });
  const budget = budgetOf(USUAL_BUDGET, topology);
  const each = Math.ceil((findings * 1000) / over);
  const began = performance.now();
  for (let i = 0; i < findings; i++) {
    const at = START + Math.floor((i * over) / findings);
    incidents.take({ ...madeFinding(i), id: `f${i}`, from: at, to: at, about: about(i) }, at);
    if (i % each !== each - 1) continue;
    for (const one of incidents.changes(at)) {
      budget.decide(one, at);
      pageOf(one);
    }
  }
  return { incidents, seconds: (performance.now() - began) / 1000 };
}

/** A second of new findings while 1,000 incidents are open. */
function openOnes(topology: Topology): Result {
  const about = (i: number) => ({ host: `h${i}`, template: `t${i}` });
  const { incidents } = timeOf({ findings: OPEN, topology, about, over: MINUTE });
  const took = Array.from({ length: 20 }, (_, second) => {
    const at = START + MINUTE + second * 1000;
    const began = performance.now();
    for (let i = 0; i < 100; i++) {
      const finding = { ...madeFinding(i), id: `f${i * 10}`, from: START, to: at, about: about(i * 10) };
      incidents.take(finding, at);
    }
    for (const one of incidents.changes(at)) pageOf(one);
    return performance.now() - began;
  });
  return {
    name: `incidents: 100 of ${OPEN} open ones change`,
    ...{ value: median(took), unit: 'ms', better: 'lower' as const },
  };
}

/** What a million subjects, each with a finding, leave in memory. */
function subjects(topology: Topology): Result[] {
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  const about = (i: number) => ({ host: `h${i}`, template: `t${i}`, actor: `a${i}` });
  const { incidents, seconds } = timeOf({ findings: SUBJECTS, topology, about, over: 100 * MINUTE });
  globalThis.gc?.();
  const held = (process.memoryUsage().heapUsed - before) / 1e6;
  const lower = { better: 'lower' as const };
  return [
    {
      name: `incidents: findings of ${SUBJECTS} subjects, each`,
      value: (seconds / SUBJECTS) * 1e6,
      unit: 'µs',
      ...lower,
    },
    { name: `incidents: memory after ${SUBJECTS} subjects`, value: held, unit: 'MB', bar: 300, ...lower },
    { name: 'incidents: groups held then', value: incidents.saved().length, unit: '', bar: 5000, ...lower },
  ];
}
