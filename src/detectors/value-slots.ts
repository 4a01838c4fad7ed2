import { z } from 'zod';
import type { Event } from '../core/event.ts';
import type { Template } from '../core/template.ts';
import type { Interner } from '../kit/interner.ts';
import { PairMap } from '../kit/pair-map.ts';
import type { Columns } from './value-columns.ts';
import { Extremes, savedExtremes } from './value-extremes.ts';
import { Place, savedPlace } from './value-place.ts';
import { troubleSide } from './value-trouble.ts';

/** Lines of a kind that are looked at before its slots are told apart. */
const FIRST_LOOKS = 32;
const MAX_SLOTS = 24;
const MAX_NAMES = 8;
/** More different ones than this name whoever takes part, not a part of what is measured. */
const MOST_NAMES = 24;
const SMALL = 16;
const FINE = 1e-3;
/** A number written to a word (`eth0`, `md5`) belongs to its name. */
const ATTACHED = /[\p{L}_#/]$|\p{L}[-.]$/u;
/** Numbers of a slot before it is given up, and of a place before it says that they mean nothing. */
const MANY = 2048;
const MANY_OF_PLACE = 100;
/** Share of the numbers that are in places with so many, and share of these in places that say so. */
const ENOUGH_KNOWN = 0.5;
const ENOUGH_SURE = 0.75;
/** Places told apart in one slot; the rest share one. */
const MAX_PLACES = 128;
/** Numbers after these words are names or positions, however large. */
const NAMED =
  /(?:^|[^a-z])(?:ports?|pids?|ppid|[aef]?uid|e?gid|id|ids|ses|seq|sequence|serial|session|tid|thread|xid|transaction|inode|ino|dev|line|lineno|version|v|code|status|errno|vlan|asn?|key|no|nr|year|pts|tty|addr|address|offset|sector|block|blk|index|connection|request|job|task|epoch|time(?:stamp)?)\W{0,3}$|#$/i;
const UNIT = /^[-\d.]+ ?([a-z%]+)$/i;
const UNIT_AFTER = /^ ?([a-z]{1,3}|%)(?![a-z])/i;

/** The numbers of one slot: its places by host and by what stands beside. */
export interface Slot {
  readonly index: number;
  /** Text in front of it, to name it for a person. */
  readonly before: string;
  unit: string;
  /** Grain of the scale for its numbers. */
  readonly grain: number;
  readonly places: Map<string, Place>;
  /** The worst numbers of each host, where it is known which way is worse. */
  readonly extremes: Map<string, Extremes>;
  /** Numbers learnt, and how many there will be when it is asked next whether they say anything. */
  looks: number;
  nextLook: number;
  /** In one pass: the place whose odd stretch was told first and goes on; others are told with it. */
  leader: string | null;
}

/** The slots of one kind of line that hold measurements, and the one that names what is measured. */
export class Slots {
  /** Text between the slots. */
  #texts: readonly string[];
  /** The kind of line that it is kept for. */
  owner: Template | null = null;
  #looks: string[][] | null = [];
  /** What is named, each with a number from 1 on. */
  readonly #names = new Map<string, number>();
  /** Places of each slot that were looked up before, by the numbers of the host (+1) and of what is named; null for none. */
  readonly #known = new PairMap<(Place | null | undefined)[]>();
  readonly #columns: Columns;
  /** Slot that names what is measured (`fan2`, `/var`), −1 when none does. */
  key = -1;
  slots: Slot[] = [];

  /** @param text of the template @param columns for its places */
  constructor(text: string, columns: Columns) {
    this.#columns = columns;
    this.#texts = text.split('<*>');
  }

  /** What was kept for a kind of line is kept for the one that it was generalised to. */
  moveTo(template: Template): void {
    this.owner = template;
    this.#known.clear();
    const texts = template.text.split('<*>');
    const old = this.#texts;
    this.#texts = texts;
    if (texts.length === old.length && texts.every((text, i) => text === old[i])) return;
    if (!this.settled) {
      this.#looks = [];
      return;
    }
    const kept = this.slots.flatMap((slot) => {
      const index = this.#placeOfOld(slot.index, slot.before);
      return index < 0 ? [] : [{ ...slot, index, before: texts[index]! }];
    });
    this.slots = kept;
    if (this.key < 0) return;
    this.key = this.#placeOfOld(this.key, old[this.key]!);
    if (this.key < 0) this.#dropKey();
  }

  /** Whether the first lines were seen and it is known which slots matter. */
  get settled(): boolean {
    return this.#looks === null;
  }

  /** Looks at one of the first lines. */
  look(event: Event): void {
    const count = Math.min(MAX_SLOTS, event.template!.slotCount);
    this.#looks!.push(Array.from({ length: count }, (_, i) => event.slotText(i)));
    if (this.#looks!.length < FIRST_LOOKS) return;
    const looks = this.#looks!;
    this.#looks = null;
    const texts = this.#texts;
    for (let i = 0; i < count; i++) {
      const values = looks.map((look) => look[i] ?? '');
      const numbers = values.filter((_, n) => isNumber(values[n]!));
      if (numbers.length < 0.9 * FIRST_LOOKS || NAMED.test(texts[i]!) || ATTACHED.test(texts[i]!)) continue;
      const unit = UNIT.exec(numbers[0]!)?.[1] ?? UNIT_AFTER.exec(texts[i + 1]!)?.[1] ?? '';
      const grain = numbers.some((text) => text.includes('.')) ? FINE : 1;
      this.slots.push(newSlot({ index: i, before: texts[i]!, unit, grain }));
    }
    this.key = keyOf(looks, count);
    // What names the others is not measured itself.
    this.slots = this.slots.filter(({ index }) => index !== this.key);
  }

  /**
   * The places of all slots for an event, as far as they were looked up before; what is looked up now may be put in.
   * Null where that must be done each time.
   */
  placesOf(event: Event, names: Interner): (Place | null | undefined)[] | null {
    const { hostKey } = event;
    if (hostKey < 0 && event.host !== null) return null;
    const name = this.key < 0 ? 0 : this.#nameOf(event, names);
    if (name < 0) return null;
    let known = this.#known.get(hostKey + 1, name);
    if (known === undefined) {
      known = this.slots.map(() => undefined);
      this.#known.set(hostKey + 1, name, known);
    }
    return known;
  }

  /** The place that a number in a slot belongs to; `room` says whether a new one may be made. */
  placeOf(slot: Slot, event: Event, room: boolean): Place | null {
    const beside = this.key < 0 ? '' : event.slotText(this.key);
    const key = keyFor(event.host, beside);
    let place = slot.places.get(key);
    if (place === undefined) {
      if (!room || slot.places.size >= MAX_PLACES) return null;
      if (this.key >= 0) {
        this.#addName(beside);
        if (this.#names.size > MOST_NAMES) {
          this.#dropKey();
          return this.placeOf(slot, event, room);
        }
      }
      place = new Place({ host: event.host, beside, grain: slot.grain }, this.#columns);
      place.extremes = extremesOf(slot, event.host);
      slot.places.set(key, place);
    }
    return place;
  }

  /** Gives up the slots whose numbers say nothing by their size, and returns their places. */
  giveUp(): Place[] {
    const [useless, kept] = [this.slots.filter(saysNothing), this.slots.filter((slot) => !saysNothing(slot))];
    for (const slot of kept) slot.nextLook = nextLook(slot.looks);
    if (useless.length === 0) return [];
    this.slots = kept;
    this.#known.clear();
    return useless.flatMap(({ places }) => [...places.values()]);
  }

  /** Number of what an event names, −1 when it is not known. */
  #nameOf({ spans, text }: Event, names: Interner): number {
    if (spans === null) return -1;
    const name = names.text(text, spans.slotStart[this.key]!, spans.slotEnd[this.key]!);
    return this.#names.get(name) ?? -1;
  }

  #addName(name: string): void {
    if (!this.#names.has(name)) this.#names.set(name, this.#names.size + 1);
  }

  /** What stands beside the numbers names nothing that is measured: the numbers of a host are one place. */
  #dropKey(): void {
    this.key = -1;
    this.#names.clear();
    this.#known.clear();
    for (const slot of this.slots) {
      const places = [...slot.places.values()];
      slot.places.clear();
      for (const place of places) {
        const key = keyFor(place.host, '');
        const into = slot.places.get(key);
        if (into === undefined) slot.places.set(key, place.named(''));
        else into.merge(place);
      }
    }
  }

  /** Learns all that another kind of line learnt that was generalised to this one. */
  merge(other: Slots): void {
    if (!other.settled) return;
    this.#known.clear();
    const moved = other.slots.flatMap((slot) => {
      const index = this.#placeOfOld(slot.index, slot.before);
      return index < 0 ? [] : [{ slot, index }];
    });
    if (!this.settled) {
      this.#looks = null;
      this.key = other.key < 0 ? -1 : this.#placeOfOld(other.key, other.#texts[other.key]!);
      this.slots = moved.map(({ slot, index }) => ({
        ...slot,
        index,
        before: this.#texts[index]!,
      }));
      if (this.key < 0) this.#dropKey();
      else for (const name of other.#names.keys()) this.#addName(name);
      return;
    }
    for (const { slot: from, index } of moved) {
      const slot = this.slots.find((one) => one.index === index);
      if (slot !== undefined) slot.looks += from.looks;
      for (const [key, place] of from.places) {
        const into = slot?.places.get(key);
        if (into !== undefined) into.merge(place);
        else if (slot !== undefined && slot.places.size < MAX_PLACES) slot.places.set(key, place);
      }
      if (slot !== undefined) mergeExtremes(slot, from);
    }
  }

  /** Where a slot of a former template is: slots that were opened before it cut the text in front of it. */
  #placeOfOld(index: number, before: string): number {
    for (let i = index; i < this.#texts.length - 1; i++) if (before.endsWith(this.#texts[i]!)) return i;
    return -1;
  }

  /** JSON-safe state. */
  save(): SavedSlots {
    return {
      text: this.#texts.join('<*>'),
      looks: this.#looks,
      key: this.key,
      slots: this.slots.map(({ index, before, unit, grain, leader, places, extremes }) => ({
        index,
        leader,
        before,
        unit,
        grain,
        places: [...places].map(([key, place]) => [key, place.save()] as const),
        extremes: [...extremes].map(([host, one]) => [host, one.save()] as const),
      })),
    };
  }

  /** What `save` described. */
  static load(saved: SavedSlots, columns: Columns): Slots {
    const slots = new Slots(saved.text, columns);
    slots.#looks = saved.looks === null ? null : saved.looks.map((look) => [...look]);
    slots.key = saved.key;
    for (const { places } of saved.slots) for (const [, { beside }] of places) slots.#addName(beside);
    slots.slots = saved.slots.map(({ index, before, unit, grain, leader, places, extremes }) => {
      const looks = places.reduce((sum, [, { count }]) => sum + count, 0);
      const slot: Slot = {
        ...{ index, before, unit, grain, leader, looks, nextLook: nextLook(looks) },
        places: new Map(places.map(([key, place]) => [key, Place.load(place, columns)])),
        extremes: new Map(extremes.map(([host, one]) => [host, Extremes.load(one)])),
      };
      for (const place of slot.places.values()) place.extremes = slot.extremes.get(place.host ?? '') ?? null;
      return slot;
    });
    return slots;
  }
}

function newSlot(of: Pick<Slot, 'index' | 'before' | 'unit' | 'grain'>): Slot {
  return { ...of, places: new Map(), extremes: new Map(), leader: null, looks: 0, nextLook: nextLook(0) };
}

/** The worst numbers of a slot on a host; null where nothing says which way is worse. */
function extremesOf(slot: Slot, host: string | null): Extremes | null {
  const side = troubleSide(slot);
  if (side === 0) return null;
  let extremes = slot.extremes.get(host ?? '');
  if (extremes === undefined) {
    extremes = new Extremes(side);
    slot.extremes.set(host ?? '', extremes);
  }
  return extremes;
}

function mergeExtremes(into: Slot, from: Slot): void {
  for (const [host, one] of from.extremes) {
    const known = into.extremes.get(host);
    if (known === undefined) into.extremes.set(host, one);
    else known.merge(one);
  }
  for (const place of into.places.values()) place.extremes = into.extremes.get(place.host ?? '') ?? null;
}

/** The next power of two. */
function nextLook(looks: number): number {
  return Math.max(MANY, 2 ** (Math.floor(Math.log2(looks)) + 1));
}

/** Whether it is sure by now that numbers name or count something, wherever they come from: ports, ids, clocks. */
function saysNothing({ places, looks }: Slot): boolean {
  if (looks < MANY) return false;
  let sure = 0;
  let known = 0;
  let all = 0;
  for (const place of places.values()) {
    const { count } = place;
    all += count;
    if (count < MANY_OF_PLACE) continue;
    known += count;
    if (place.isNoise) sure += count;
  }
  // By chance some places look as if they were something else.
  return known >= ENOUGH_KNOWN * all && sure >= ENOUGH_SURE * known;
}

/** Key of a place among those of its slot. */
export function keyFor(host: string | null, beside: string): string {
  return `${host ?? ''}\0${beside}`;
}

function isNumber(text: string): boolean {
  return /^-?\d{1,15}(?:\.\d+)?(?:[a-z%]{1,3}| [a-z%]{1,12})?$/i.test(text);
}

/** The first slot of few values that come again and again, and are words or small numbers; −1 when there is none. */
function keyOf(looks: readonly (readonly string[])[], count: number): number {
  for (let i = 0; i < count; i++) {
    const values = new Set(looks.map((look) => look[i] ?? ''));
    if (values.size < 2 || values.size > MAX_NAMES) continue;
    if ([...values].every((value) => !isNumber(value) || (/^\d+$/.test(value) && Number(value) <= SMALL)))
      return i;
  }
  return -1;
}

/** JSON-safe state of the slots of a kind of line. */
export const savedSlots = z.strictObject({
  text: z.string(),
  looks: z.array(z.array(z.string())).nullable(),
  key: z.int(),
  slots: z.array(
    z.strictObject({
      index: z.int(),
      before: z.string(),
      unit: z.string(),
      grain: z.number().positive(),
      leader: z.string().nullable(),
      places: z.array(z.tuple([z.string(), savedPlace]).readonly()),
      extremes: z.array(z.tuple([z.string(), savedExtremes]).readonly()).max(MAX_PLACES),
    }),
  ),
});
export type SavedSlots = z.infer<typeof savedSlots>;
