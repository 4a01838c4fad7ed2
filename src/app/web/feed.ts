import {
  type LiveFinding,
  type LiveIncident,
  type LiveLine,
  type LiveLines,
  MOST_LINES,
} from '../../core/api-live.ts';
import type { Event } from '../../core/event.ts';
import { type Finding, rank, urgency } from '../../core/finding.ts';
import { type Incident, incidentUrgency } from '../../core/incident.ts';
import type { First } from '../../core/template.ts';
import { oddParts } from '../../report/evidence.ts';
import { oddRanges } from './steps.ts';
import { surpriseOf, timed } from './words.ts';

/** Whoever hands on what comes live; see `WebThread`. */
export interface LiveOut {
  isWatched(topic: string): boolean;
  /** Plain data; never waits. */
  publish(topic: string, data: object): void;
}

/** Lines are handed on so often, ms, and at most so many of them each time. */
const EVERY = 250;
const MOST = (MOST_LINES * EVERY) / 1000;
/** What is worth a look by itself may be so many more before it is left out, too. */
const MOST_NOTABLE = MOST / 2;
const LONGEST = 2000;
const MOST_REMARKS = 20;
/** Findings and incidents handed on in a second; the rest is found by looking. */
const MOST_CHANGES = 50;
const MOST_HOSTS = 12;
/** Ms for which everything is handed on after the last one ceased to look: who comes back finds it in the ring. */
const GRACE = 15_000;

/**
 * What comes, for those who look: lines in batches, a sample of them where there are too many, findings and incidents.
 * While nobody looks a line costs one comparison.
 */
export class WebFeed {
  readonly #out: LiveOut;
  readonly #ticks: () => number;
  #lines = false;
  #findings = false;
  #batch: LiveLine[] = [];
  #came = 0;
  #notable = 0;
  #ordinary = 0;
  /** One in so many ordinary lines is taken, as the batch before would have wanted it. */
  #oneIn = 1;
  #began = Number.NEGATIVE_INFINITY;
  /** Remarked since the last line, to be shown with the line that it is about. */
  #remarks: Finding[] = [];
  #found = new Map<string, Finding>();
  readonly #watchedAt = new Map<string, number>();

  /** @param ticks a clock in ms that is never set */
  constructor(out: LiveOut, ticks: () => number = () => performance.now()) {
    this.#out = out;
    this.#ticks = ticks;
  }

  /** To be called when somebody begins or ceases to look, and by `second`. */
  look(): void {
    this.#lines = this.#isOn('lines');
    this.#findings = this.#isOn('finding');
    if (!this.#lines) {
      this.#reset();
      this.#remarks = [];
    }
    if (!this.#findings) this.#found.clear();
  }

  /** Something was remarked; where that was on seeing a line, the line comes next. */
  remark(finding: Finding): void {
    if (this.#lines && this.#remarks.length < MOST_REMARKS) this.#remarks.push(finding);
    if (!this.#findings) return;
    this.#found.set(finding.id, finding);
    if (this.#found.size > 4 * MOST_CHANGES) this.#found.delete(this.#found.keys().next().value!);
  }

  /** An event after it was judged; its text is only there during the call. */
  line(event: Event): void {
    if (!this.#lines) return;
    const now = this.#ticks();
    if (now - this.#began >= EVERY) this.#flush(now);
    this.#came++;
    const remarked = this.#remarks.length > 0;
    if (remarked || event.firsts !== null || (event.severity >= 0 && event.severity <= 3)) {
      this.#notable++;
      if (this.#notable <= MOST_NOTABLE || this.#notable % this.#oneIn === 0) this.#take(event);
    } else if (this.#came % this.#oneIn === 0 && this.#ordinary < MOST) {
      this.#ordinary++;
      this.#take(event);
    }
    if (remarked) this.#remarks = [];
  }

  /** Incidents that are new, changed or over. */
  incidents(incidents: readonly Incident[]): void {
    if (!this.#isOn('incident')) return;
    for (const incident of incidents.slice(0, MOST_CHANGES))
      this.#out.publish('incident', liveIncident(incident));
  }

  /** To be called every second: hands on what waits, the strongest findings first. */
  second(): void {
    this.look();
    if (this.#lines && this.#came > 0) this.#flush(this.#ticks());
    // What was remarked on a tick is about no single line.
    this.#remarks = [];
    const found = [...this.#found.values()].sort((a, b) => rank(b) - rank(a)).slice(0, MOST_CHANGES);
    this.#found.clear();
    for (const finding of found) this.#out.publish('finding', liveFinding(finding));
  }

  #isOn(topic: string): boolean {
    const now = this.#ticks();
    if (this.#out.isWatched(topic)) this.#watchedAt.set(topic, now);
    return now - (this.#watchedAt.get(topic) ?? Number.NEGATIVE_INFINITY) < GRACE;
  }

  #take(event: Event): void {
    if (this.#batch.length < MOST + 2 * MOST_NOTABLE) this.#batch.push(liveLine(event, this.#remarks));
  }

  #flush(now: number): void {
    const came = this.#came;
    if (came > 0) {
      const lines = this.#batch.length > MOST ? thinned(this.#batch, MOST) : this.#batch;
      const sampled = came - lines.length;
      const data: LiveLines = { lines, came, filtered: 0, sampled, oneIn: sampled === 0 ? 1 : this.#oneIn };
      this.#out.publish('lines', data);
    }
    this.#reset();
    this.#began = now;
    this.#oneIn = Math.max(1, Math.ceil(came / MOST));
  }

  #reset(): void {
    this.#batch = [];
    this.#came = 0;
    this.#notable = 0;
    this.#ordinary = 0;
  }
}

/** So many of them, in order: those that are worth a look, then as many others as there is room for. */
function thinned(lines: readonly LiveLine[], most: number): LiveLine[] {
  const isNotable = ({ remark, first, severity }: LiveLine) =>
    remark !== null || first !== null || (severity !== null && severity <= 3);
  let ordinary = Math.max(0, most - lines.filter(isNotable).length);
  let notable = most;
  return lines.filter((line) => (isNotable(line) ? notable-- > 0 : ordinary-- > 0));
}

function liveLine(event: Event, remarks: readonly Finding[]): LiveLine {
  const { raw, time, received, host, app, severity, template, firsts } = event;
  const text = raw.length > LONGEST ? `${raw.slice(0, LONGEST)}…` : raw;
  const remarked = remarks
    .filter(({ evidence }) => evidence.some((one) => one.text === text))
    .reduce<Finding | null>((best, one) => (best === null || rank(one) > rank(best) ? one : best), null);
  return {
    ...{ id: event.id, at: Number.isFinite(time) ? time : received, host, app, text },
    severity: severity < 0 ? null : severity,
    template: template?.id ?? null,
    first: firsts === null ? null : firstWords(firsts[0]!),
    remark:
      remarked === null
        ? null
        : {
            ...{ finding: remarked.id, detector: remarked.detector, because: remarked.because },
            ...{ surprise: surpriseOf(remarked.surprise), urgency: urgency(remarked) },
          },
    odd: remarked === null ? [] : oddRanges(text, oddParts(remarked)),
  };
}

function firstWords(first: First): string {
  if (first.kind === 'template') return 'kind of line';
  if (first.kind === 'host') return 'host for this kind of line';
  return first.kind === 'value' ? 'value' : 'kind of value';
}

function liveFinding(finding: Finding): LiveFinding {
  const { id, detector, from, about, because } = finding;
  return {
    ...{ id, detector, at: timed(from), host: about.host ?? null, app: about.app ?? null, because },
    ...{ surprise: surpriseOf(finding.surprise), urgency: urgency(finding) },
  };
}

function liveIncident(incident: Incident): LiveIncident {
  const { id, state, headline, from, hosts, findings, moreFindings } = incident;
  return {
    ...{ id, state, headline, from: timed(from), hosts: hosts.slice(0, MOST_HOSTS) },
    ...{ findings: findings.length + moreFindings, surprise: surpriseOf(incident.surprise) },
    urgency: incidentUrgency(incident),
  };
}
