import type { Event } from '../core/event.ts';
import { evidenceOf } from '../core/evidence.ts';
import type { Evidence } from '../core/finding.ts';
import type { Template } from '../core/template.ts';
import { Sequences } from '../kit/sequences.ts';
import { TimeBuckets } from '../kit/time-buckets.ts';
import type { Merge, Miner } from '../templates/miner.ts';
import type { Profile } from '../templates/profile.ts';
import { Profiles } from '../templates/profiles.ts';
import { Span } from './scan-notes.ts';

/** Buckets from which it is seen how unevenly a kind of line comes. */
const BUCKETS = 32;

/** What a profile does not hold of a kind of line and a comparison needs. */
export interface Particulars {
  evidence: Evidence;
  /** Worst severity it came with, −1 when lines say none. */
  severity: number;
  readonly times: TimeBuckets;
  /** Of each slot its numbers as the heads of sequences that may run in it. */
  sequences: readonly Sequences[];
}

/**
 * One of two logs whose kinds of lines are compared: profiles of its own over templates that both share. A template
 * holds one profile, so the sides are read one after the other: `observe` until `seal`.
 */
export class DiffReader {
  readonly span = new Span();
  readonly profiles = new Profiles({ learning: true, reporting: false, segment: 0 });
  /** What was learnt, by template; filled by `seal`. */
  readonly learnt = new Map<Template, Profile>();
  readonly particulars = new Map<Template, Particulars>();
  readonly #miner: Miner;
  events = 0;
  timed = 0;
  filtered = 0;
  #sealed = false;

  constructor(miner: Miner) {
    this.#miner = miner;
  }

  observe(event: Event): void {
    this.events++;
    const timed = !Number.isNaN(event.time);
    if (timed) {
      this.timed++;
      this.span.add(event);
    }
    const template = this.#miner.match(event.text, event.messageStart, event.messageEnd);
    event.template = template;
    event.spans = this.#miner;
    this.profiles.observe(event);
    let known = this.particulars.get(template);
    if (known === undefined) {
      known = newParticulars(event, template.slotCount);
      this.particulars.set(template, known);
    }
    if (event.severity >= 0 && (known.severity < 0 || event.severity < known.severity))
      known.severity = event.severity;
    if (timed) known.times.add(event.received);
    for (let s = 0; s < template.slotCount; s++) known.sequences[s]!.add(event.slotNumber(s));
    event.spans = null;
  }

  /** A template was generalised, while this or the other side is being read. */
  merge(change: Merge): void {
    const { from, into } = change;
    if (this.#sealed) {
      // A sealed side's profiles are not in the templates: they are lent to them for the merge.
      const lent = [from.profile, into.profile] as const;
      from.profile = this.learnt.get(from) ?? null;
      into.profile = this.learnt.get(into) ?? null;
      this.profiles.merge(change);
      this.learnt.delete(from);
      if (into.profile !== null) this.learnt.set(into, into.profile as Profile);
      [from.profile, into.profile] = lent;
    } else this.profiles.merge(change);
    const old = this.particulars.get(from);
    if (old === undefined) return;
    this.particulars.delete(from);
    const moved = movedSlots(old, change);
    const known = this.particulars.get(into);
    if (known === undefined) this.particulars.set(into, moved);
    else join(known, moved);
  }

  /** The side was read: takes the profiles out of the templates, so that the other side begins with none. */
  seal(): void {
    this.#sealed = true;
    for (const template of this.#miner.templates()) {
      if (template.profile !== null) this.learnt.set(template, template.profile as Profile);
      template.profile = null;
    }
  }
}

function newParticulars(event: Event, slots: number): Particulars {
  return {
    evidence: evidenceOf(event),
    severity: -1,
    times: new TimeBuckets(BUCKETS),
    sequences: Array.from({ length: slots }, () => new Sequences()),
  };
}

function movedSlots(old: Particulars, { slotMap, into }: Merge): Particulars {
  const { slotCount } = into;
  const sequences = Array.from(
    { length: slotCount },
    (_, j) => old.sequences[slotMap[j]!] ?? new Sequences(),
  );
  return { ...old, sequences };
}

function join(into: Particulars, from: Particulars): void {
  into.times.merge(from.times);
  if (from.severity >= 0 && (into.severity < 0 || from.severity < into.severity))
    into.severity = from.severity;
  into.sequences.forEach((sequence, s) => {
    sequence.merge(from.sequences[s]!);
  });
}
