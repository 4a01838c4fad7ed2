import { z } from 'zod';
import type { Feedback } from '../core/detector.ts';
import type { Event } from '../core/event.ts';
import { rank } from '../core/finding.ts';
import type { First, Template } from '../core/template.ts';
import { Accepted, savedAccepted } from './accepted.ts';
import { type Discovery, savedDiscovery } from './discovery.ts';
import { Habits, savedHabits } from './habit.ts';
import { surpriseOf } from './novelty-clusters.ts';

/** What ranks so high when it is new is told whenever it comes back: as high as a plain fault after two weeks. */
const TOLD = 1.65;
/** A kind of line is known when it came, and how much of it there is, others watch; but nobody gets used to the worst. */
const WORST = 0.8;
/** How often a thing that goes on is noted, ms. */
const NOTED = 10 * 60_000;
/** Noted so often, hours of it, it is no visitor: it has come to stay, which was told once. */
const STAYS = 24;
const MOST_TEMPLATES = 1000;
const MOST_OF_TEMPLATE = 20;

/** Something told when it was new; JSON-safe. */
interface Told {
  /** As it was judged then, without its lines. */
  readonly discovery: Discovery;
  /** What stands for its facet; null for what is none. */
  readonly facetKey: number | null;
  /** Epoch ms at which it was last noted, and how often it was. */
  noted: number;
  times: number;
}

/** Something that was told when it was new, and comes back. */
export interface Again {
  readonly before: Discovery;
  /** 2 for the second. */
  readonly occasion: number;
  /** Epoch ms of the occasion before. */
  readonly last: number;
  /** The slot's value that has the facet this time; empty for what is no facet. */
  readonly example: string;
}

/**
 * New things that were told: having come once does not make them usual, and they are told again on the next three
 * occasions. Looked for by their kind of line, so that a line of any other costs one look into an array. What is told
 * of a value or facet is forgotten when its kind of line becomes more general.
 */
export class ToldNews {
  /** By template id; the kind of line of which something was first told the longest ago is the first. */
  readonly #byTemplate = new Map<string, Told[]>();
  /** The same by the template's number; null where nothing was told. */
  #byIndex: (readonly Told[] | null | undefined)[] = [];
  /** Kinds of line that were seen since something of them was told, for when they become more general. */
  readonly #seen = new Map<string, Template>();
  readonly #habits = new Habits();
  #accepted = new Accepted();

  /** Keeps something new in mind if it is such that people are told at once. */
  remember(discovery: Discovery, event: Event): void {
    const { first, key, from, gravity } = discovery;
    if (!isTold(discovery) || (first.kind === 'template' && gravity < WORST)) return;
    const template = event.template!;
    const told = this.#byTemplate.get(template.id) ?? [];
    if (told.length >= MOST_OF_TEMPLATE) told.shift();
    if (!this.#byTemplate.has(template.id) && this.#byTemplate.size >= MOST_TEMPLATES) this.#makeRoom();
    const facetKey = first.kind === 'facet' ? facetKeyOf(event, first) : null;
    told.push({ discovery: { ...discovery, evidence: [] }, facetKey, noted: from, times: 1 });
    this.#byTemplate.set(template.id, told);
    this.#setIndex(template, told);
    this.#seen.set(template.id, template);
    this.#habits.tell(key, from);
  }

  /** What of an event was told before and now comes back on another occasion; null for nothing. */
  find(event: Event): Again | null {
    const template = event.template!;
    const known = this.#byIndex[template.index];
    const told = known === undefined ? this.#look(template) : known;
    if (told === null) return null;
    for (const one of told) {
      if (!(event.received - one.noted >= NOTED) || !shows(event, one)) continue;
      const again = this.#again(one, event);
      if (again !== null) return again;
    }
    return null;
  }

  /** A finding told these. */
  toldBy(finding: string, discoveries: readonly Discovery[]): void {
    this.#accepted.note(
      finding,
      discoveries.filter(isTold).map(({ key, host }) => matterOf(key, host)),
    );
  }

  feedback(feedback: Feedback): void {
    this.#accepted.take(feedback);
  }

  #again(told: Told, event: Event): Again | null {
    const { key, first } = told.discovery;
    const last = told.noted;
    told.noted = event.received;
    if (this.#habits.isHabit(key)) return null;
    if (++told.times >= STAYS) {
      this.#habits.accept(key, event.received);
      return null;
    }
    const known = this.#habits.occasions(key);
    const occasion = this.#habits.tell(key, event.received);
    if (occasion === known || this.#accepted.has(matterOf(key, event.host))) return null;
    const example = first.kind === 'facet' ? event.slotText(first.slot) : '';
    return { before: told.discovery, occasion, last, example };
  }

  /** What was told of a kind of line that is seen for the first time since the start. */
  #look(template: Template): readonly Told[] | null {
    for (const [id, old] of this.#seen)
      if (currentOf(old) === template && id !== template.id) this.#move(id, template);
    const told = this.#byTemplate.get(template.id) ?? null;
    if (told !== null) this.#seen.set(template.id, template);
    this.#setIndex(template, told);
    return told;
  }

  /** Without holes, as it is asked for at every line. */
  #setIndex({ index }: Template, told: readonly Told[] | null): void {
    while (this.#byIndex.length < index) this.#byIndex.push(undefined);
    this.#byIndex[index] = told;
  }

  /** A kind of line became more general. Its slots are others now. */
  #move(id: string, into: Template): void {
    const told = [...(this.#byTemplate.get(into.id) ?? []), ...(this.#byTemplate.get(id) ?? [])];
    this.#byTemplate.delete(id);
    this.#seen.delete(id);
    const kept = told.filter(
      ({ discovery }) => discovery.first.kind === 'template' || discovery.first.kind === 'host',
    );
    this.#byTemplate.set(into.id, kept.slice(-MOST_OF_TEMPLATE));
  }

  #makeRoom(): void {
    const [id, told] = this.#byTemplate.entries().next().value!;
    told.length = 0;
    this.#byTemplate.delete(id);
    this.#seen.delete(id);
  }

  /** JSON-safe state. */
  save(): SavedToldNews {
    return {
      told: [...this.#byTemplate],
      habits: this.#habits.save(),
      accepted: this.#accepted.save(),
    };
  }

  /** What `save` described. */
  static load(saved: SavedToldNews): ToldNews {
    const news = new ToldNews();
    for (const [id, told] of saved.told)
      news.#byTemplate.set(
        id,
        told.map((one) => ({ ...one })),
      );
    news.#habits.load(saved.habits);
    news.#accepted = Accepted.load(saved.accepted);
    return news;
  }
}

/** JSON-safe state of `ToldNews`. */
export const savedToldNews = z.strictObject({
  told: z
    .array(
      z.tuple([
        z.string(),
        z.array(
          z.strictObject({
            discovery: savedDiscovery,
            facetKey: z.number().nullable(),
            noted: z.number(),
            times: z.number(),
          }),
        ),
      ]),
    )
    .max(MOST_TEMPLATES),
  habits: savedHabits,
  accepted: savedAccepted,
});
type SavedToldNews = z.infer<typeof savedToldNews>;

/** Whether something is such that people are told of it at once. */
export function isTold(discovery: Discovery): boolean {
  return rank({ surprise: surpriseOf(discovery), gravity: discovery.gravity }) >= TOLD;
}

function matterOf(key: string, host: string | null): string {
  return `${key}\0${host ?? ''}`;
}

function currentOf(template: Template): Template {
  let current = template;
  while (current.successor !== null) current = current.successor;
  return current;
}

function shows(event: Event, { discovery: { first }, facetKey }: Told): boolean {
  if (first.kind === 'template') return true;
  if (first.kind === 'host') return event.host === first.host;
  if (first.kind === 'value') return event.slotText(first.slot) === first.value;
  return facetKeyOf(event, first) === facetKey;
}

/** Number of the facet of a line's value; null where it has none. */
function facetKeyOf(event: Event, { slot, facet }: First & { kind: 'facet' }): number | null {
  const { spans, text, template } = event;
  const key = template!.profile?.slots[slot]?.facetKey(
    facet,
    text,
    spans!.slotStart[slot]!,
    spans!.slotEnd[slot]!,
  );
  return key === undefined || Number.isNaN(key) ? null : key;
}
