import { type Match, misfit, type Subject } from '../../alerts/match.ts';
import { silenceOf } from '../../alerts/silences.ts';
import type { HostAnswer, HostQuery } from '../../core/api-explore.ts';
import { incidentUrgency } from '../../core/incident.ts';
import { silenceList } from '../silence-list.ts';
import { storedSilence } from '../silences-now.ts';
import { countsOver } from './explore-charts.ts';
import { patience } from './explore-events.ts';
import { findingRowOf } from './explore-kind.ts';
import type { KindBook } from './kinds.ts';
import { rangeIn } from './lists.ts';
import type { WebParts } from './parts.ts';
import { silenceAnswerOf } from './silences.ts';
import { gravityOf, timed } from './words.ts';

const MOST_KINDS = 200;
const MOST_INCIDENTS = 50;
const MOST_FINDINGS = 50;
/** Ms that looking for its last line may take. */
const GLANCE = 40;

/** What is known of a host by one of its names. */
export function hostPage(parts: WebParts, book: KindBook, query: HostQuery): HostAnswer {
  const { store, topology } = parts;
  const host = query.name;
  const { from, to } = rangeIn(query, parts.now());
  const earlier = countsOver(parts, { kind: 'host', names: [host], from: from - (to - from), to: from });
  const chart = countsOver(parts, { kind: 'host', names: [host], from, to });
  const { kinds, asOf } = book.now();
  const said = [...kinds.values()]
    .flatMap((kind) => {
      const count = kind.hosts?.get(host);
      return count === undefined ? [] : [{ kind, count }];
    })
    .sort((a, b) => b.count - a.count);
  const names = [...new Set([host, topology.canonical(host)])];
  const incidents = names.flatMap((one) => store.incidents.list({ host: one, limit: MOST_INCIDENTS }));
  const latest = store.events.part({ host, limit: 1 }, { before: null, tired: patience(GLANCE) });
  return {
    host,
    place: placeOf(parts, host),
    ...{ count: sum(chart.counts), before: sum(earlier.counts), chart },
    lastSeen: latest.events[0]?.received ?? null,
    kinds: said.slice(0, MOST_KINDS).map(({ kind: { id, text, gravity, seen }, count }) => ({
      ...{ id, text, count, gravity: gravityOf(gravity), lastSeen: seen?.[1] ?? null },
    })),
    moreKinds: Math.max(0, said.length - MOST_KINDS),
    commonKinds: [...kinds.values()].filter(({ hosts }) => hosts === null).length,
    incidents: [...new Map(incidents.map((one) => [one.id, one])).values()].map((incident) => ({
      ...{ id: incident.id, state: incident.state, headline: incident.headline },
      ...{ from: timed(incident.from), to: timed(incident.to), urgency: incidentUrgency(incident) },
    })),
    findings: store.findings.list({ host, limit: MOST_FINDINGS }).map(({ finding }) => findingRowOf(finding)),
    silences: silencesOf(parts, host),
    asOf,
  };
}

function placeOf({ topology }: WebParts, host: string): HostAnswer['place'] {
  const facts = topology.factsOf(host);
  const hangsOn = [...topology.ancestors(host)];
  const canonical = topology.canonical(host);
  if (facts === null && hangsOn.length === 0 && canonical === host) return null;
  const { parent: _, ...rest } = facts ?? {};
  return { canonical, ...rest, hangsOn };
}

/** Silences that name hosts or places, of which this is one or hangs on one, and that are not over. */
function silencesOf({ config, store, topology, now }: WebParts, host: string): HostAnswer['silences'] {
  const at = now();
  const view = { topology, quantity: 'some', withAncestors: true } as const;
  const subject: Subject = {
    ...{ category: null, severity: 'minor', hosts: [host], apps: [], detectors: [], labels: {} },
  };
  const all = [
    ...config.silences.map(silenceOf),
    ...store.silences.list().flatMap((stored) => storedSilence(stored) ?? []),
  ];
  const meant = new Set(
    all
      .filter(({ match }) => {
        const ofHosts = hostPartOf(match);
        return Object.keys(ofHosts).length > 0 && misfit(ofHosts, subject, view) === null;
      })
      .map(({ id }) => id),
  );
  return silenceList(config, store.silences, at)
    .filter(({ id, state }) => meant.has(id) && state !== 'over')
    .map(silenceAnswerOf);
}

function hostPartOf({ host, site, building, role, team }: Match): Match {
  return {
    ...(host === undefined ? {} : { host }),
    ...(site === undefined ? {} : { site }),
    ...(building === undefined ? {} : { building }),
    ...(role === undefined ? {} : { role }),
    ...(team === undefined ? {} : { team }),
  };
}

function sum(counts: readonly number[]): number {
  return counts.reduce((all, n) => all + n, 0);
}
