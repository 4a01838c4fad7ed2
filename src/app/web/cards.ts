import { plainUrgency } from '../../analyst/explain-plainly.ts';
import type { IncidentCard } from '../../core/api-home.ts';
import { type Incident, incidentRank, incidentUrgency } from '../../core/incident.ts';
import type { Acknowledged } from '../../store/acknowledgements.ts';
import { parseLine } from '../parse-line.ts';
import type { WebParts } from './parts.ts';
import { Tellings } from './telling.ts';
import { gravityOf, surpriseOf, timed, verdictOf } from './words.ts';

const MOST_HOSTS = 12;
const LONGEST_LINE = 300;
const MOST_ACKNOWLEDGED = 5000;

/** Makes cards of incidents, all of one moment. */
export class Cards {
  readonly tellings: Tellings;
  readonly #parts: WebParts;
  #acknowledged: ReadonlyMap<string, Acknowledged> | null = null;

  constructor(parts: WebParts) {
    this.#parts = parts;
    this.tellings = new Tellings(parts);
  }

  of(incident: Incident): IncidentCard {
    const { root, hosts, findings, moreFindings } = incident;
    const line = root.evidence[0]?.text ?? null;
    return {
      ...{ id: incident.id, state: incident.state, headline: incident.headline, because: root.because },
      root: {
        ...{ detector: root.detector, host: root.about.host ?? null, app: root.about.app ?? null },
        line: line === null ? null : shortLine(line),
      },
      ...{ from: timed(incident.from), to: timed(incident.to), opened: timed(incident.opened) },
      resolved: incident.resolved,
      ...{ surprise: surpriseOf(incident.surprise), gravity: gravityOf(incident.gravity) },
      ...{ urgency: incidentUrgency(incident), rank: Math.round(100 * incidentRank(incident)) / 100 },
      ...{ category: incident.category, place: incident.place },
      ...{ hosts: hosts.slice(0, MOST_HOSTS), moreHosts: Math.max(0, hosts.length - MOST_HOSTS) },
      findings: findings.length + moreFindings,
      acknowledged: this.#whoHas(incident),
      verdict: verdictOf(incident.verdict, this.#parts.now()),
      analysis: this.#analysis(incident),
      told: this.tellings.of(incident),
    };
  }

  #whoHas({ id, aliases }: Incident): IncidentCard['acknowledged'] {
    // The latest word on each stands.
    this.#acknowledged ??= new Map(
      this.#parts.store.acknowledgements.list(MOST_ACKNOWLEDGED).map((one) => [one.incident, one]),
    );
    const said = [id, ...aliases].flatMap((one) => this.#acknowledged!.get(one) ?? []);
    const latest = said.toSorted((a, b) => b.id - a.id)[0];
    return latest === undefined ? null : { by: latest.by, at: latest.at, note: latest.note };
  }

  #analysis(incident: Incident): IncidentCard['analysis'] {
    const kept = this.#parts.store.analyses.of([incident.id, ...incident.aliases])?.analysis;
    if (kept === undefined) return null;
    const { headline, by, urgency } = kept;
    // It may raise how urgent something is, and never lowers it.
    const plain = plainUrgency(incident);
    return { headline, by: by.kind, urgency: plain === 'now' ? plain : urgency };
  }
}

/** The beginning of a line; of one that is JSON its message, which may stand anywhere in it. */
function shortLine(line: string): string {
  const message = line.startsWith('{') ? parseLine(line, { receivedAt: 0, timeZone: 'UTC' }).message : '';
  const text = message === '' ? line : message;
  return text.length > LONGEST_LINE ? `${text.slice(0, LONGEST_LINE)}…` : text;
}
