import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { backtest } from '../../src/app/backtest.ts';
import { pageOf } from '../../src/app/incidents-now.ts';
import { loadWithTopology } from '../../src/app/topology-of.ts';
import type { BacktestResult } from '../../src/core/backtest-result.ts';
import { PAGE_LINE } from '../../src/core/finding.ts';
import { type Incident, incidentRank } from '../../src/core/incident.ts';
import { simulate } from '../../src/simulate/index.ts';
import type { PlantedLabel } from '../../src/simulate/labels.ts';
import { temporaryFolder } from './made-logs.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** What falls is judged after eight days of samples. */
const HISTORY = 8.4 * DAY;
const SEED = 3;

const folder = temporaryFolder();

interface Told {
  readonly result: BacktestResult;
  readonly truth: PlantedLabel;
}

/** What a backtest says of a story with its traps and samples, or without one of them. */
async function told(scenario: string, without: 'traps' | 'samples' | 'lines' | null = null): Promise<Told> {
  const simulation = simulate({
    ...{ seed: SEED, hosts: 14, rate: 0.05, duration: 9 * DAY, polled: 2 * 60_000 },
    ...{ scenarios: [scenario], at: ({ start }) => start + HISTORY },
  });
  const name = join(folder, `${scenario}-${without ?? 'whole'}`);
  const lines: string[] = [];
  for (const { text, planted, speaker } of simulation.events()) {
    const trap = speaker.trap !== undefined;
    if (planted >= 0 && (trap ? without === 'traps' : without === 'lines')) continue;
    lines.push(text);
  }
  const { start, end } = simulation.settings;
  writeFileSync(`${name}.log`, `${lines.join('\n')}\n`);
  utimesSync(`${name}.log`, new Date(end), new Date(end));
  writeFileSync(`${name}.ndjson`, `${[...simulation.sampleLines()].join('\n')}\n`);
  writeFileSync(`${name}.yaml`, simulation.topology());
  const { config } = loadWithTopology({
    ...{ env: {}, home: folder, hostname: 'here', root: false, files: [] },
    set: [`state.folder=${join(folder, 'state')}`, 'timezone=UTC', `topology.file=${name}.yaml`],
  });
  const result = await backtest({
    ...{ config, inputs: [`${name}.log`], since: start + 2 * DAY, learnFrom: start - DAY },
    ...(without === 'samples' ? {} : { samples: [`${name}.ndjson`] }),
  });
  return { result, truth: simulation.labels().planted[0]! };
}

/** Incidents of the story: they begin while it lasts, on its hosts. */
function ofStory({ result, truth }: Told): Incident[] {
  const [from, to] = [Date.parse(truth.from) - 5 * 60_000, Date.parse(truth.to)];
  const hosts = new Set(truth.subjects.hosts);
  return result.incidents.filter(
    (one) => one.from >= from && one.from <= to && one.hosts.some((host) => hosts.has(host)),
  );
}

/** What the page says beside its headline. */
function seenOn(incident: Incident): string {
  return pageOf(incident).beside?.find((text) => text.startsWith('Seen in ')) ?? '';
}

/** Hosts whose lines, or samples, are evidence of an incident. */
function showing(incident: Incident, kind: 'lines' | 'samples'): Set<string> {
  const shown = incident.findings.filter(({ evidence }) =>
    evidence.some(({ source, text }) =>
      kind === 'samples' ? source === 'samples' : source !== 'samples' && !text.includes(' snmptrap - '),
    ),
  );
  return new Set(shown.flatMap(({ about }) => about.host ?? []));
}

const WORDS = { traps: 'in traps of', samples: 'in what is measured', lines: 'in log lines of' } as const;

describe.each([
  ['nas-failing', 'nas-01', /in traps of nas-01 and in what is measured at nas-01$/, ['traps']],
  [
    'mains-failure',
    'ups-01',
    /in traps of ups-01(?: and sw-core-1)? and in what is measured at /,
    ['samples', 'lines'],
  ],
] as const)('the story of %s', (scenario, root, kinds, left) => {
  let whole: Told;
  let incident: Incident;

  beforeAll(async () => {
    whole = await told(scenario);
    const pages = whole.result.pages.filter(({ at }) => at >= Date.parse(whole.truth.from));
    expect(pages).toHaveLength(1);
    incident = pages[0]!.incident;
  }, 120_000);

  test('is one incident, and one page', () => {
    expect(ofStory(whole).map(({ id }) => id)).toEqual([incident.id]);
    expect(incidentRank(incident)).toBeGreaterThanOrEqual(PAGE_LINE);
  });

  test('has the device as its root, and its hosts beside it', () => {
    expect(incident.root.about.host).toBe(root);
    expect(incident.headline).toMatch(new RegExp(`^${root} and \\d+ hosts (?:behind it|that name it): `));
    const known = new Set(whole.truth.subjects.hosts);
    expect(incident.hosts.filter((host) => !known.has(host))).toEqual([]);
    expect(incident.hosts.length).toBeGreaterThan(known.size / 2);
  });

  test('says in plain words in what it is seen: lines, traps and what is measured', () => {
    expect(seenOn(incident)).toMatch(/^Seen in log lines of \w/);
    expect(seenOn(incident)).toMatch(kinds);
    expect(showing(incident, 'lines').size).toBeGreaterThan(0);
    expect(showing(incident, 'samples').size).toBeGreaterThan(0);
  });

  test.each(left)(
    'does not say so of %s where there are none',
    async (without) => {
      const words = WORDS[without];
      expect(seenOn(incident).toLowerCase()).toContain(words);
      const less = ofStory(await told(scenario, without));
      expect(less.length).toBeGreaterThan(0);
      for (const other of less) expect(seenOn(other).toLowerCase()).not.toContain(words);
    },
    120_000,
  );
});
