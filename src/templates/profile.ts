import type { First, FirstRate, TemplateProfile } from '../core/template.ts';
import { CountedSet, type SavedSet } from '../kit/counted-set.ts';
import { LogSketch, type SavedSketch } from '../kit/log-sketch.ts';
import { type SavedSlot, SlotValues } from './slot-profile.ts';

const HOUR = 3_600_000;
const EXAMPLE_LENGTH = 400;
const MARK = '<*>';

/** One line as a profile sees it. Spans are byte ranges of the slots' values in `bytes`. */
export interface Look {
  bytes: Buffer;
  slotStart: Int32Array;
  slotEnd: Int32Array;
  host: string | null;
  /** Small integer that stands for the host, −1 when there are too many hosts to tell apart. */
  hostKey: number;
  /** Epoch ms; `received` orders, `time` tells the hour. */
  received: number;
  time: number;
  weight: number;
}

/** What is normal for one kind of line. */
export class Profile implements TemplateProfile {
  count = 0;
  firstSeen = Number.NaN;
  lastSeen = Number.NaN;
  hosts = new CountedSet();
  /** Lines by hour of the day, UTC. */
  hours = new Uint32Array(24);
  /** Milliseconds between one line and the next. */
  gaps = new LogSketch();
  slots: SlotValues[];
  /** Literal text in front of each slot, from which ports and the like are recognised. */
  readonly before: readonly string[];
  example = '';
  #segmentCounts: Float64Array | null = null;
  /** Bits of the segments that hold something which no other segment holds. */
  #own = 0;
  /** The same was said before, or since, in other words. */
  isReworded = false;

  /** @param texts literal text in front of each slot */
  constructor(texts: readonly string[]) {
    this.before = texts;
    this.slots = texts.map(() => new SlotValues());
  }

  countOutside(segment: number): number {
    return segment < 0 ? this.count : this.count - (this.#segmentCounts?.[segment] ?? 0);
  }

  /** Judges a line by what was learnt before it (when `judging`), then learns it. */
  learn(look: Readonly<Look>, segment: number, judging: boolean): First[] | null {
    let firsts: First[] | null = null;
    if (this.count === 0) {
      this.firstSeen = look.received;
      if (judging) firsts = [{ kind: 'template' }];
    } else this.gaps.add(look.received - this.lastSeen);
    const known = firsts === null && judging;
    const bit = segment < 0 ? 0 : 1 << segment;
    if (segment >= 0) (this.#segmentCounts ??= new Float64Array(10))[segment]! += look.weight;
    for (let s = 0; s < this.slots.length; s++) {
      const news = this.slots[s]!.learn(
        look.bytes,
        look.slotStart[s]!,
        look.slotEnd[s]!,
        bit,
        this.before[s]!,
      );
      if (news >= 0 && known) (firsts ??= []).push(this.#first(s, news, look, -1));
    }
    if (look.hostKey >= 0 && !this.hosts.overflowed) {
      let index = this.hosts.find(look.hostKey);
      let fresh = false;
      if (index < 0) {
        index = this.hosts.add(look.hostKey, look.host!);
        fresh = index > 0;
      }
      if (index >= 0) this.hosts.hit(index, bit);
      if (fresh && known) (firsts ??= []).push(this.#firstHost(look.host!, -1));
    }
    this.lastSeen = look.received;
    this.count += look.weight;
    const hour = (Math.floor((Number.isNaN(look.time) ? look.received : look.time) / HOUR) | 0) % 24;
    this.hours[hour < 0 ? hour + 24 : hour]! += look.weight;
    return firsts;
  }

  /** Prepares for `judge`: finds out in which segments there is anything to report at all. */
  learned(): void {
    let own = this.hosts.ownSegments();
    for (const slot of this.slots) own |= slot.ownSegments();
    const segments = this.#segmentCounts;
    if (segments !== null) {
      const only = segments.indexOf(this.count);
      if (only >= 0) own |= 1 << only;
    }
    this.#own = own;
  }

  /** Whether a line in a segment may hold anything that `judge` would call new. */
  mayBeNew(segment: number): boolean {
    return (this.#own & (1 << segment)) !== 0;
  }

  /** What of a learnt line is new when all that was learnt in its own segment is left out. */
  judge(look: Readonly<Look>, segment: number): First[] | null {
    if (!this.mayBeNew(segment)) return null;
    if (this.countOutside(segment) <= 0) return this.isReworded ? null : [{ kind: 'template' }];
    let firsts: First[] | null = null;
    for (let s = 0; s < this.slots.length; s++) {
      const span = { start: look.slotStart[s]!, end: look.slotEnd[s]! };
      const news = this.slots[s]!.judge(look.bytes, span, segment);
      if (news >= 0) (firsts ??= []).push(this.#first(s, news, look, segment));
    }
    if (look.hostKey >= 0 && !this.hosts.overflowed) {
      const index = this.hosts.find(look.hostKey);
      const mask = index < 0 ? 0 : this.hosts.segmentsOf(index) & ~(1 << segment);
      if (mask === 0) (firsts ??= []).push(this.#firstHost(look.host!, segment));
    }
    return firsts;
  }

  /**
   * Learns all that `other` learnt; slot j of this one is slot `slotMap[j]` of the other, −1 when fixed text stood
   * there. `literals[j]` is the text there, with `<*>` for the other's value: `eth<*>` when `0` there is `eth0` here.
   * Where one is empty nothing is known of the slot, and no values and counts are taken over: with many looks and few
   * values every further value would be odd.
   */
  merge(other: Profile, slotMap: Int32Array, literals: readonly string[]): void {
    const later = !(other.lastSeen < this.lastSeen);
    if (this.count === 0 || other.firstSeen < this.firstSeen) {
      this.firstSeen = other.firstSeen;
      this.example = other.example;
    }
    if (this.count === 0 || later) this.lastSeen = other.lastSeen;
    this.hosts.merge(other.hosts);
    this.gaps.merge(other.gaps);
    for (let h = 0; h < 24; h++) this.hours[h]! += other.hours[h]!;
    if (literals.includes('')) return;
    this.count += other.count;
    if (other.#segmentCounts !== null) {
      this.#segmentCounts ??= new Float64Array(10);
      for (let k = 0; k < 10; k++) this.#segmentCounts[k]! += other.#segmentCounts[k]!;
    }
    for (let j = 0; j < this.slots.length; j++) {
      const slot = this.slots[j]!;
      const mapped = other.slots[slotMap[j]!];
      const text = literals[j] ?? MARK;
      if (mapped === undefined) slot.learnLiteral(text, other.count, other.#bits(), this.before[j]!);
      else if (text === MARK) slot.merge(mapped);
      else slot.mergeWithin(mapped, (value) => text.replace(MARK, () => value), this.before[j]!);
    }
  }

  setExample(text: string): void {
    this.example = text.slice(0, EXAMPLE_LENGTH);
  }

  /** JSON-safe state. */
  save(): SavedProfile {
    return {
      count: this.count,
      seen: Number.isNaN(this.firstSeen) ? null : [this.firstSeen, this.lastSeen],
      hosts: this.hosts.save(),
      hours: [...this.hours],
      gaps: this.gaps.save(),
      before: this.before,
      slots: this.slots.map((slot) => slot.save()),
      example: this.example,
    };
  }

  /** The profile that `save` described; segments are not part of it, since a scan does not outlive its log. */
  static load(saved: SavedProfile): Profile {
    const profile = new Profile(saved.before);
    profile.count = saved.count;
    if (saved.seen !== null) [profile.firstSeen, profile.lastSeen] = saved.seen;
    profile.hosts = CountedSet.load(saved.hosts);
    profile.hours.set(saved.hours);
    profile.gaps = LogSketch.load(saved.gaps);
    profile.slots = saved.slots.map((slot) => SlotValues.load(slot));
    profile.example = saved.example;
    return profile;
  }

  #bits(): number {
    let bits = 0;
    this.#segmentCounts?.forEach((count, k) => {
      if (count > 0) bits |= 1 << k;
    });
    return bits;
  }

  #first(slot: number, news: number, look: Readonly<Look>, segment: number): First {
    const profile = this.slots[slot]!;
    const value = look.bytes.toString('utf8', look.slotStart[slot]!, look.slotEnd[slot]!);
    if (news === 0) {
      const rate = this.#rate(profile.values, segment, value);
      return { kind: 'value', slot, value, numeric: profile.words === 0, rate };
    }
    const facet = profile.describeFacet(news - 1, value);
    const rate = this.#rate(facet.known, segment, facet.value);
    return { kind: 'facet', slot, facet: facet.facet, value: facet.value, example: value, rate };
  }

  #firstHost(host: string, segment: number): First {
    return { kind: 'host', host, rate: this.#rate(this.hosts, segment, host) };
  }

  #rate(set: CountedSet, segment: number, itself: string): FirstRate {
    const known = set.known(segment, 65).filter((label) => label !== itself);
    const own = segment < 0 ? 1 : 0;
    return {
      looks: this.countOutside(segment),
      singles: Math.max(0, set.singles(segment) - own),
      known: known.slice(0, 5),
      distinct: known.length,
    };
  }
}

/** JSON-safe state of a profile. */
export interface SavedProfile {
  readonly count: number;
  readonly seen: readonly [first: number, last: number] | null;
  readonly hosts: SavedSet;
  readonly hours: readonly number[];
  readonly gaps: SavedSketch;
  readonly before: readonly string[];
  readonly slots: readonly SavedSlot[];
  readonly example: string;
}
