import type { Event } from '../core/event.ts';
import { evidenceOf } from '../core/evidence.ts';
import type { Evidence } from '../core/finding.ts';

const LONGEST = 400;

/** A line as evidence that is kept and saved for many who may never be told of: the start of it. */
export function shortEvidence(event: Event): Evidence {
  const evidence = evidenceOf(event);
  const { text } = evidence;
  return text.length > LONGEST ? { ...evidence, text: `${text.slice(0, LONGEST - 1)}…` } : evidence;
}
