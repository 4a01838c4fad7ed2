import type { Event } from './event.ts';
import type { Evidence } from './finding.ts';

/** Longest evidence text; a person reads the start of it, and the line's place leads to the rest. */
const LONGEST = 2_000;

/** A line as evidence: where it stands and what it says. */
export function evidenceOf(event: Event): Evidence {
  const { source, file } = event.origin;
  const raw = event.raw;
  return {
    source,
    ...(file === null ? {} : { file }),
    ...(event.line > 0 ? { line: event.line } : {}),
    text: raw.length > LONGEST ? `${raw.slice(0, LONGEST)}…` : raw,
  };
}

/** `file:line` of a piece of evidence, or the name of its source. */
export function placeOf(evidence: Evidence): string {
  const name = evidence.file ?? evidence.source;
  return evidence.line === undefined ? name : `${name}:${evidence.line}`;
}
