import type { Incident } from '../core/incident.ts';
import type { HostFacts } from '../core/topology.ts';

/** What came before a piece of evidence in the same source, oldest first. */
export interface LinesBefore {
  /** `file:line` or the source of the evidence. */
  readonly place: string;
  /** Id of the finding that the evidence is of. */
  readonly finding: string;
  readonly lines: readonly string[];
}

/** What one detector makes of the matter; null where it runs and remarked nothing. */
export interface DetectorScore {
  readonly detector: string;
  readonly score: {
    /** Id of the finding that says it. */
    readonly finding: string;
    readonly surprise: number;
    readonly gravity: number;
  } | null;
}

/** A host that the incident is about, or that stands beside one. */
export interface HostAround {
  readonly host: string;
  readonly facts: HostFacts | null;
  /** What it cannot do without, the nearest first. */
  readonly ancestors: readonly string[];
}

/** Names of people and machines that are to be found wherever they stand in the text. */
export interface KnownNames {
  readonly hosts: readonly string[];
  readonly users: readonly string[];
}

/**
 * What a model may be told of one incident, as it is: nothing in it is redacted yet. Times in epoch ms. Its findings,
 * changes, earlier ones like it and notes are those of the incident.
 */
export interface AnalystView {
  readonly incident: Incident;
  /** When it is asked. */
  readonly now: number;
  readonly timeZone?: string;
  /** Up to ten lines before each piece of evidence. */
  readonly before: readonly LinesBefore[];
  /** All detectors that run; empty where nobody knows, then the findings speak. */
  readonly scores: readonly DetectorScore[];
  /** What is to come of numbers of these hosts, a sentence each. */
  readonly forecasts: readonly string[];
  /** What it was classified as, and why, a sentence each. */
  readonly classification: readonly string[];
  readonly topology: readonly HostAround[];
  /** Names known beside those of the incident: hosts of the network, values of places that hold users. */
  readonly known: KnownNames;
}

/** One line that somebody asks about. */
export interface TriageView {
  readonly line: string;
  /** What stood around it, oldest first. */
  readonly context: readonly string[];
  readonly known: KnownNames;
}

/** A day in figures and sentences; one short text is asked about it. */
export interface SummaryView {
  /** Epoch ms. */
  readonly from: number;
  readonly to: number;
  readonly timeZone?: string;
  /** What was counted, a sentence each: "12,000 lines, 40 findings, 3 incidents, 1 page". */
  readonly figures: readonly string[];
  /** The highest first. */
  readonly incidents: readonly Incident[];
  /** How many more there were. */
  readonly moreIncidents: number;
  readonly known: KnownNames;
}
