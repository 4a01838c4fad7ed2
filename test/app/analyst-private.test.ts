import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Finding } from '../../src/core/finding.ts';
import type { Incident } from '../../src/core/incident.ts';
import { KNOWN_HOSTS, KNOWN_USERS, PLANTED_NAMES } from '../analyst/planted-names.ts';
import { PLANTED_SECRETS } from '../analyst/planted-secrets.ts';
import { AnalystBench, answered, incidentNo } from './analyst-bench.ts';
import { temporaryFolder } from './made-logs.ts';

const EVIDENCE = 3;
const BEFORE = 7;

/** Incidents whose evidence, and what stands before it in its file, are these lines. */
function incidentsOf(lines: readonly string[], from: number): Incident[] {
  const folder = temporaryFolder();
  const chunks: string[][] = [];
  for (let i = 0; i < lines.length; i += EVIDENCE + BEFORE)
    chunks.push(lines.slice(i, i + EVIDENCE + BEFORE));
  return chunks.map((chunk, i) => {
    const file = join(folder, `${i}.log`);
    appendFileSync(file, `${chunk.join('\n')}\n`);
    const made = incidentNo(from + i);
    const evidence = chunk
      .slice(-EVIDENCE)
      .map((text) => ({ source: 'file', file, text: text.split('\n')[0]! }));
    const actor = KNOWN_USERS[i % KNOWN_USERS.length]!;
    const root: Finding = {
      ...made.root,
      ...{ evidence, about: { ...made.root.about, actor, host: KNOWN_HOSTS[i % KNOWN_HOSTS.length]! } },
      ...{ because: chunk[0]!, seen: chunk[1] ?? '', expected: chunk[2] ?? '' },
    };
    return {
      ...made,
      ...{
        root,
        findings: [root, ...made.findings.slice(1)],
        headline: chunk[3] ?? 'odd',
        notes: chunk.slice(4, 6),
      },
      ...{ hosts: KNOWN_HOSTS, place: chunk[6] ?? null },
      ties: [{ kind: 'host' as const, because: chunk[7] ?? '' }],
      changes: made.changes.map((one) => ({ ...one, what: chunk[8] ?? '', host: KNOWN_HOSTS[0]! })),
      similar: made.similar.map((one) => ({ ...one, headline: chunk[9] ?? '' })),
    };
  });
}

/** Everything that reached the server, as it came and as a reader of JSON sees it. */
function heard(bench: AnalystBench): string {
  const { received, requests } = bench.server;
  const read = requests.map((one) => `${one.heard?.system}\n${one.heard?.user}`);
  return `${Buffer.from(received, 'latin1').toString('utf8')}\n${read.join('\n')}`.toLowerCase();
}

async function ask(lines: readonly string[]): Promise<AnalystBench> {
  const bench = await AnalystBench.start();
  const sources = { ...bench.analystSources(), hosts: KNOWN_HOSTS };
  bench.options = { ...bench.options, sources };
  bench.open();
  // As the daemon keeps them, which finds them in the places where users stand.
  bench.messages.store.analyses.addUsers(KNOWN_USERS);
  for (const incident of incidentsOf([...lines, ...KNOWN_USERS.map((user) => `seen ${user}`)], 1)) {
    bench.server.behaviour = { answer: answered(incident) };
    bench.page(incident);
    await bench.settle();
  }
  return bench;
}

test('of forty secrets in evidence, in what stands before it and in the words about it none reaches the model', async () => {
  const lines = PLANTED_SECRETS.flatMap(({ line }) => line.split('\n'));
  const bench = await ask(lines);
  const all = heard(bench);
  const parts = PLANTED_SECRETS.map(({ secret }) => secret);
  expect(new Set(parts).size).toBeGreaterThanOrEqual(40);
  expect(parts.filter((one) => all.includes(one.toLowerCase()))).toEqual([]);
  expect(all.match(/\n\| /g)!.length).toBeGreaterThan(lines.length / 2);
  expect(bench.analyst.status().answered).toBe(bench.server.requests.length);
});

test('of two hundred names none reaches the model, and its answer names them all the same', async () => {
  const bench = await ask(PLANTED_NAMES.map(({ line }) => line));
  const all = heard(bench);
  const names = new Set(PLANTED_NAMES.flatMap((one) => one.names));
  expect(names.size).toBeGreaterThanOrEqual(200);
  // WEB-071 is another one than web-07, and its names end with what they hold.
  const found = [...names].filter((one) => all.replaceAll('web-071', '').includes(one.toLowerCase()));
  expect(found).toEqual([]);
  const [first] = bench.server.requests;
  const pseudonym = /about: host (host-[a-z]+)/.exec(first!.heard!.user)![1]!;
  const incident = incidentsOf(['x'], 500)[0]!;
  bench.server.behaviour = { answer: answered(incident, { happening: `${pseudonym} is down.` }) };
  bench.page(incident);
  await bench.settle();
  expect(bench.said.at(-1)!.analysis.happening).toBe(`${KNOWN_HOSTS[0]} is down.`);
});
