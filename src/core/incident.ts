import type { Category } from './categories.ts';
import { type Finding, PAGE_LINE, rank, type Urgency } from './finding.ts';

/** Why findings are one incident; the words of the rule that joined them. */
export interface Tie {
  /** `named`: lines of one host name another. */
  readonly kind: 'host' | 'actor' | 'template' | 'place' | 'upstream' | 'named';
  /** One sentence for a person: "3 switches of building A within 82 s: shared power or uplink". */
  readonly because: string;
}

/** Something a person or a program did that may explain what follows. */
export interface Change {
  /** Deterministic: hash of what, subject and time. */
  readonly id: string;
  /** Epoch ms. */
  readonly from: number;
  /** Epoch ms at which it was over; `from` for what takes no time. */
  readonly to: number;
  /** One line: "deploy api v2", "package openssl upgraded". */
  readonly what: string;
  /** `person` and `ci` said it; `log` was recognised in a line. */
  readonly told: 'person' | 'ci' | 'log';
  readonly host?: string;
  readonly app?: string;
}

/** What a person said of an incident or finding. */
export interface Verdict {
  readonly verdict: 'real' | 'noise' | 'expected' | 'missed';
  /** Epoch ms: when it was said, and until when it holds (null for always). */
  readonly at: number;
  readonly until: number | null;
  readonly note?: string;
}

/** An earlier incident that looks like this one. */
export interface SimilarIncident {
  readonly id: string;
  readonly from: number;
  readonly headline: string;
  /** 0–1, 1 for the same kinds of line about the same subjects at the same hour. */
  readonly likeness: number;
  readonly verdict: Verdict | null;
}

/** Findings that belong together, with a probable root. */
export interface Incident {
  /** Hash of the opening finding's rule or template, its subject and the minute of its `from`; never changes. */
  readonly id: string;
  /** Ids of incidents that were merged into this one. */
  readonly aliases: readonly string[];
  readonly state: 'open' | 'resolved';
  /** One line for a tired person. */
  readonly headline: string;
  /** The finding that probably began it: upstream, rarest and earliest, not the loudest. */
  readonly root: Finding;
  /** All findings as they are shown, the root first, then by time; capped, the rest counted. */
  readonly findings: readonly Finding[];
  readonly moreFindings: number;
  /** Why the findings are together; empty while there is one. */
  readonly ties: readonly Tie[];
  readonly category: Category | null;
  readonly hosts: readonly string[];
  /** Where it is, as the topology says: "building A floors 4–6". */
  readonly place: string | null;
  /** Epoch ms: first symptom, last line, when it was opened, when it was called over (null while open). */
  readonly from: number;
  readonly to: number;
  readonly opened: number;
  readonly resolved: number | null;
  /** Highest of its findings. */
  readonly surprise: number;
  readonly gravity: number;
  readonly page: boolean;
  /** Changes of the 24 h before it that touch the same subjects, the nearest first. */
  readonly changes: readonly Change[];
  readonly similar: readonly SimilarIncident[];
  /** What people wrote down about these hosts and kinds. */
  readonly notes: readonly string[];
  readonly verdict: Verdict | null;
}

/** Order of attention, as of a finding. */
export function incidentRank(incident: Pick<Incident, 'surprise' | 'gravity' | 'page'>): number {
  const { surprise, gravity, page } = incident;
  return rank({ surprise, gravity, ...(page ? { page: true as const } : {}) });
}

/** How much attention an incident asks for, in one word; `urgent` is what may interrupt a person. */
export function incidentUrgency(incident: Pick<Incident, 'surprise' | 'gravity' | 'page'>): Urgency {
  const value = incidentRank(incident);
  return value >= PAGE_LINE ? 'urgent' : value >= 1 ? 'odd' : 'minor';
}
