import { z } from 'zod';
import { type Detector, type DetectorContext, defineDetector, type Feedback } from '../core/detector.ts';
import type { Event } from '../core/event.ts';
import { type Finding, rank } from '../core/finding.ts';
import type { Sample } from '../core/sample.ts';
import { stateInvalid } from '../core/state-invalid.ts';
import type { Template } from '../core/template.ts';
import { Interner } from '../kit/interner.ts';
import { ByTemplate } from './by-template.ts';
import { fewInAWeek, LiveTail, perDay, savedLiveTail } from './live-tail.ts';
import { judgeAcross } from './odd-runs.ts';
import { Columns } from './value-columns.ts';
import { NOTED } from './value-judge.ts';
import type { LiveRun } from './value-live.ts';
import { addValue, liveMatterOf, type Matter, matterOf, sameMatter } from './value-matter.ts';
import { Metrics, savedMetrics } from './value-metrics.ts';
import type { Place } from './value-place.ts';
import { placeOf } from './value-scale.ts';
import { type Found, LEAST_RAW, mattersOf, oddNumbers } from './value-search.ts';
import { keyFor, type Slot, Slots, savedSlots } from './value-slots.ts';
import { Slow } from './value-slow.ts';
import { Sudden } from './value-sudden.ts';
import { keyOf, SETTLES, savedTold, Told } from './value-told.ts';
import { findingOf } from './value-words.ts';

const MAX_TEMPLATES = 5000;
const MAX_PLACES = 20_000;
/** Windows kept of all places together, and of one. */
const MAX_WINDOWS = 200_000;
const WINDOWS_OF_ONE = 1024;
const LEAST_WINDOWS_OF_ONE = 64;
const SETTLE = 300_000;
const DAY = 86_400_000;
/** A stretch as odd is not expected in a week of such a log, least of all a single number; where it reads badly, one may be. */
const SELDOM = 0.25;
const SELDOM_SINGLE = 0.12;
const SINGLE = 3;
const SELDOM_GRAVE = 1.5;
const GRAVE = 0.65;

export default defineDetector({
  name: 'value',
  question: 'Is a number far outside of what this place of this kind of line usually holds?',
  capped: ['line', 'of too many kinds whose numbers were not kept'],
  create: (context) => new Values(context),
});

/** What the second pass gathers lines for. */
interface Wanted extends Found {
  readonly from: number;
  readonly to: number;
  readonly matter: Matter;
}

/**
 * Keeps the numbers of each slot, host by host, in windows of time, and finds windows that lie outside of what is
 * usual there: by a robust middle and spread, or by the range of all that was before. Numbers on a scale of ratios.
 */
class Values implements Detector {
  readonly #context: DetectorContext;
  #slots = newStates();
  #columns = new Columns();
  readonly #names = new Interner();
  readonly #tail = new LiveTail(LEAST_RAW);
  readonly #metrics: Metrics;
  readonly #told = new Told();
  readonly #sudden: Sudden;
  readonly #slow: Slow;
  /** Ms in which nothing could be seen. */
  #unseen = 0;
  #places = 0;
  #windows = 0;
  #settleAt = Number.NaN;
  #from = Number.NaN;
  #to = Number.NaN;
  #wanted = new Map<Template, Wanted[]>();

  constructor(context: DetectorContext) {
    this.#context = context;
    const out = {
      emit: (finding: Finding) => context.emit(finding),
      reporting: () => context.phase.reporting,
    };
    this.#metrics = new Metrics(out);
    this.#sudden = new Sudden({ ...out, told: this.#told });
    this.#slow = new Slow({ ...out, told: this.#told });
  }

  observe(event: Event): void {
    const { template, received } = event;
    if (template === null || template.slotCount === 0 || event.spans === null || Number.isNaN(received))
      return;
    const { learning, segment } = this.#context.phase;
    if (!learning) {
      if (this.#wanted.size > 0) this.#gather(event, template);
      return;
    }
    if (!(received < this.#settleAt)) this.#settle(received);
    if (!(received >= this.#from)) this.#from = received;
    if (!(received <= this.#to)) this.#to = received;
    const slots = this.#slots.get(template) ?? this.#newSlots(template);
    if (slots === undefined) return;
    if (slots.owner !== template) slots.moveTo(template);
    if (!slots.settled) slots.look(event);
    if (slots.slots.length > 0) this.#learn(event, slots, segment);
  }

  measure(sample: Sample): void {
    if (this.#context.phase.segment < 0) this.#metrics.add(sample);
  }

  feedback(feedback: Feedback): void {
    this.#told.feedback(feedback);
  }

  tick(): void {}

  blind(from: number, to: number): void {
    this.#unseen += to - from;
    this.#metrics.blind(from, to);
  }

  learned(): void {
    this.#slots.settle();
    this.#wanted.clear();
    const found: Found[] = [];
    for (const [template, slots] of this.#slots.entries()) {
      if (slots.owner !== template) slots.moveTo(template);
      found.push(...oddNumbers(template, slots));
    }
    const judged = new Set(
      judgeAcross(
        found.map(({ run }) => run),
        LEAST_RAW,
        mattersOf(found),
      ),
    );
    for (const odd of found) {
      const { run, slot, template } = odd;
      if (!judged.has(run) || !fewInAWeek(run.expected, this.#span, SELDOM_GRAVE)) continue;
      const { windows } = run.place;
      const wanted: Wanted = {
        ...odd,
        from: windows.startOf(run.first),
        to: windows.startOf(run.last) + windows.width,
        matter: matterOf(run, { slot, template, span: this.#span }),
      };
      const list = this.#wanted.get(template);
      if (list === undefined) this.#wanted.set(template, [wanted]);
      else list.push(wanted);
    }
  }

  finish(): void {
    if (this.#context.phase.segment < 0) {
      this.#endAll();
      return;
    }
    if (!this.#context.phase.reporting) return;
    const matters = [...this.#wanted.values()]
      .flat()
      .map(({ matter }) => matter)
      .filter(({ count, evidence, expected, gravity }) => {
        const few = fewInAWeek(
          expected * Math.max(1, this.#span / DAY),
          this.#span,
          count < SINGLE ? SELDOM_SINGLE : SELDOM,
        );
        return count > 0 && evidence.length > 0 && (few || gravity >= GRAVE);
      });
    const order = (m: Matter) => rank({ surprise: -Math.log10(m.expected), gravity: m.gravity });
    matters.sort((a, b) => order(b) - order(a) || b.raw - a.raw || a.from - b.from);
    const groups: Matter[][] = [];
    for (const matter of matters) {
      const group = groups.find(([first]) => sameMatter(first!, matter));
      if (group === undefined) groups.push([matter]);
      else group.push(matter);
    }
    for (const [first, ...more] of groups) this.#context.emit(findingOf(first!, more.length));
  }

  /** Lines of kinds, and samples of metrics, beyond the caps. */
  get overCap(): number {
    return this.#slots.overCap + this.#metrics.overCap;
  }

  snapshot(): SavedValues {
    return {
      version: 1,
      slots: this.#slots.saved().map(([id, slots]) => [id, slots.save()] as const),
      tail: this.#tail.save(),
      sudden: this.#sudden.save(),
      slow: this.#slow.save(),
      told: this.#told.save(),
      metrics: this.#metrics.save(),
      unseen: this.#unseen,
      span: Number.isNaN(this.#from) ? null : [this.#from, this.#to],
      settleAt: Number.isNaN(this.#settleAt) ? null : this.#settleAt,
    };
  }

  restore(state: unknown): void {
    const parsed = savedValues.safeParse(state);
    if (!parsed.success) throw stateInvalid('value', parsed.error);
    const saved = parsed.data;
    this.#slots = newStates();
    this.#columns = new Columns();
    this.#places = this.#windows = 0;
    for (const [id, slots] of saved.slots) {
      this.#slots.restore(id, Slots.load(slots, this.#columns));
      for (const { places } of slots.slots) {
        this.#places += places.length;
        for (const [, { windows }] of places) this.#windows += windows.columns[0]!.length;
      }
    }
    this.#tail.load(saved.tail);
    this.#sudden.load(saved.sudden);
    this.#slow.load(saved.slow);
    this.#told.load(saved.told);
    this.#metrics.load(saved.metrics);
    this.#unseen = saved.unseen;
    if (saved.span !== null) [this.#from, this.#to] = saved.span;
    this.#settleAt = saved.settleAt ?? Number.NaN;
  }

  get #span(): number {
    return Math.max(0, this.#to - this.#from) || 0;
  }

  /** Windows that one place may have: fewer when there are many places. */
  #mostWindows(): number {
    const free = 1 - this.#windows / MAX_WINDOWS;
    return Math.max(LEAST_WINDOWS_OF_ONE, Math.min(1, 2 * free) * WINDOWS_OF_ONE);
  }

  #newSlots(template: Template): Slots | undefined {
    return this.#slots.of(template, () => new Slots(template.text, this.#columns));
  }

  #settle(received: number): void {
    this.#sudden.advance(received - this.#unseen);
    this.#slow.advance(received - this.#unseen);
    this.#settleAt = (Math.floor(received / SETTLE) + 1) * SETTLE;
    this.#slots.settle();
  }

  #learn(event: Event, slots: Slots, segment: number): void {
    const tenth = segment < 0 ? 0 : 1 << segment;
    const known = slots.placesOf(event, this.#names);
    let look = false;
    for (let i = 0; i < slots.slots.length; i++) {
      const slot = slots.slots[i]!;
      const value = event.slotNumber(slot.index);
      if (Number.isNaN(value)) continue;
      let place = known === null ? undefined : known[i];
      if (place === undefined) {
        place = this.#placeOf(event, slots, slot);
        if (known !== null) known[i] = place;
      }
      if (place === null) continue;
      if (++slot.looks >= slot.nextLook) look = true;
      const began = !place.learn(value, event.received, tenth) && this.#begin(event, { place, value, tenth });
      if (segment >= 0) continue;
      const { extremes } = place;
      if (extremes !== null && extremes.side * place.where > extremes.bar)
        this.#sudden.see(event, { slot, place, extremes }, event.received - this.#unseen);
      if (began && place.windowCount >= 2) this.#judgeNow(event, { slot, place });
      place.see(event);
    }
    if (look) this.#giveUp(slots);
  }

  /** Slots whose numbers say nothing cost no more. */
  #giveUp(slots: Slots): void {
    for (const place of slots.giveUp()) {
      this.#places--;
      this.#windows -= place.windowCount;
      if (this.#context.phase.segment < 0) this.#end(place);
    }
  }

  /** The place of a number, which may be new. */
  #placeOf(event: Event, slots: Slots, slot: Slot): Place | null {
    const before = slot.places.size;
    const place = slots.placeOf(slot, event, this.#places < MAX_PLACES);
    if (place !== null) this.#places += slot.places.size - before;
    return place;
  }

  /** A number that begins a window; false when it made others wider and fell into one of them. */
  #begin(
    { received }: Event,
    { place, value, tenth }: { place: Place; value: number; tenth: number },
  ): boolean {
    const had = place.windowCount;
    const began = place.learnFirst(value, received, { tenth, most: this.#mostWindows() });
    this.#windows += place.windowCount - had;
    return began;
  }

  /** One pass: a window of a place is over. */
  #judgeNow(event: Event, { slot, place }: { slot: Slot; place: Place }): void {
    this.#tail.advance(event.received - this.#unseen);
    const had = place.windowCount;
    const run = place.close(event);
    if (run !== null && run.raw >= LEAST_RAW && this.#context.phase.reporting) {
      const { age } = this.#tail;
      const expected = this.#tail.expected(run.raw);
      if (fewInAWeek(expected, age, run.lines < SINGLE ? SELDOM_SINGLE : SELDOM)) {
        this.#tell(event, { run, slot, place, expected: perDay(expected, age) });
      }
    }
    const { run: on, over } = place.live;
    if (over) this.#end(place, event.trains);
    else if (on?.told && on.to - on.from > SETTLES) place.settle(on.from);
    this.#slow.see(event, { slot, place }, event.received - this.#unseen);
    this.#windows += place.windowCount - had;
  }

  /** One pass: says what is odd; what is odd in several places of a slot at a time is said once. */
  #tell(event: Event, odd: { run: LiveRun; slot: Slot; place: Place; expected: number }): void {
    const { run, slot, place } = odd;
    if (run.follows) return;
    const other = run.told ? null : place.toldBetween(run.from, run.to);
    const own = keyFor(place.host, place.beside);
    const leader = slot.leader === null ? null : (slot.places.get(slot.leader)?.live.run ?? null);
    const beside = leader !== null && slot.leader !== own;
    if (beside) leader.others++;
    if (other !== null || beside) {
      Object.assign(run, { told: true, follows: true, key: other ?? leader!.key });
      return;
    }
    slot.leader = own;
    const matter = liveMatterOf(run, { slot, place, event });
    matter.expected = odd.expected;
    const finding = findingOf(matter, run.others);
    const key = keyOf(matter);
    if (!run.told && !this.#told.tell(key, finding.id, event.received)) return;
    [run.told, run.key] = [true, key];
    this.#context.emit(finding);
  }

  #end(place: Place, trains = true): void {
    const { run } = place.live;
    const learns = run === null || !run.told || this.#told.isHabit(run.key);
    const raw = place.live.end(learns);
    if (trains) this.#tail.add(raw);
  }

  #endAll(): void {
    for (const [, slots] of this.#slots.entries()) {
      for (const { places } of slots.slots) for (const place of places.values()) this.#end(place);
    }
  }

  #gather(event: Event, template: Template): void {
    for (const { run, slots, slot, members, from, to, matter } of this.#wanted.get(template) ?? []) {
      if (event.received < from || event.received >= to) continue;
      const value = event.slotNumber(slot.index);
      const place = slots.placeOf(slot, event, false);
      if (Number.isNaN(value) || place === null || !members.has(place)) continue;
      const side = Math.sign(run.seen - run.usual.middle);
      // The first lines of a change are as ordinary as those before.
      if (side * (placeOf(value, slot.grain) - run.usual.middle) >= (NOTED / 2) * run.usual.spread)
        addValue(matter, event, value);
    }
  }
}

const savedValues = z.strictObject({
  version: z.literal(1),
  slots: z.array(z.tuple([z.string(), savedSlots]).readonly()).readonly(),
  tail: savedLiveTail,
  sudden: savedLiveTail,
  slow: savedLiveTail,
  told: savedTold,
  metrics: savedMetrics,
  unseen: z.number().min(0),
  span: z.tuple([z.number(), z.number()]).readonly().nullable(),
  settleAt: z.int().nullable(),
});
type SavedValues = z.input<typeof savedValues>;

function newStates(): ByTemplate<Slots> {
  return new ByTemplate(MAX_TEMPLATES, (into, from) => into.merge(from));
}
