import { z } from 'zod';
import { gravityOf } from '../core/gravity.ts';
import type { Template } from '../core/template.ts';
import { ByTemplate } from './by-template.ts';
import { NONE } from './sequence-ids.ts';

const MAX_KINDS = 20_000;
/** Lines that reads as bad as an error. */
const BAD = 0.55;

/** A kind of line as sessions know it: it keeps its number when its template becomes more general. */
export interface Kind {
  number: number;
  /** Text of the template, and the id of the one for which `key` holds. */
  text: string;
  template: string;
  /** How bad it reads, without a severity. */
  gravity: number;
  isBad: boolean;
  /** The slot of the session's id, PID or NONE. */
  key: number;
  /** Had a key before its template changed. */
  had: boolean;
  /** Lines in which no session was found by its id. */
  misses: number;
  /** Since when its lines are taken into sessions, epoch ms, and in two passes the tenths in which it came, as bits. */
  since: number;
  tenths: number;
}

/** Numbers kinds of line. */
export class Kinds {
  readonly #states = new ByTemplate<Kind>(MAX_KINDS, (into, from) => {
    this.#became.set(from.number, into.number);
    if (from.key !== NONE) into.had = true;
    into.since = Math.min(into.since, from.since);
    into.tenths |= from.tenths;
  });
  readonly #became = new Map<number, number>();
  /** Latest of each number. */
  #byNumber: Kind[] = [];
  #next = 0;
  #changes = 0;

  /** The kind of a template; undefined beyond the cap. */
  of(template: Template, now: number): Kind | undefined {
    let known = this.#states.get(template);
    if (known === undefined) {
      // Asked for more, it would look at all of them each time; `settle` makes room.
      if (this.#states.size >= MAX_KINDS) return undefined;
      known = this.#states.of(template, () => this.#make(template, now))!;
    }
    this.#byNumber[known.number] ??= known;
    if (known.template !== template.id) {
      // What was kept of an older template: where its slots are has to be found again.
      known.template = template.id;
      known.text = template.text;
      known.had ||= known.key !== NONE;
      known.key = NONE;
      known.misses = 0;
    }
    return known;
  }

  /** Moves what was kept of generalised templates; whether kinds became one by that since the last call. */
  settle(): boolean {
    this.#states.settle();
    const changed = this.#became.size !== this.#changes;
    this.#changes = this.#became.size;
    return changed;
  }

  /** The number that a kind has by now. */
  readonly now = (number: number): number => {
    let at = number;
    for (let next = this.#became.get(at); next !== undefined; next = this.#became.get(at)) at = next;
    return at;
  };

  /** The kind of a number, as long as it was seen since the start. */
  byNumber(number: number): Kind | undefined {
    return this.#byNumber[this.now(number)];
  }

  /** JSON-safe state. */
  save(): SavedKinds {
    return {
      next: this.#next,
      became: [...this.#became],
      kinds: this.#states
        .saved()
        .map(([id, one]) => [
          id,
          one.number,
          one.text,
          one.template,
          one.key,
          one.had,
          one.misses,
          one.since,
          one.tenths,
        ]),
    };
  }

  /** Takes back what `save` gave, into an empty one. */
  load({ next, became, kinds }: SavedKinds): void {
    this.#next = next;
    for (const [from, to] of became) this.#became.set(from, to);
    this.#changes = this.#became.size;
    for (const [id, number, text, template, key, had, misses, since, tenths] of kinds) {
      const kind = { ...madeOf(number, text, template), key, had, misses, since, tenths };
      this.#states.restore(id, kind);
      this.#byNumber[number] = kind;
    }
  }

  #make(template: Template, now: number): Kind {
    const kind = { ...madeOf(this.#next++, template.text, template.id), since: now };
    this.#byNumber[kind.number] = kind;
    return kind;
  }
}

function madeOf(number: number, text: string, template: string): Kind {
  const gravity = gravityOf(-1, text);
  return {
    number,
    text,
    template,
    gravity,
    isBad: gravity >= BAD,
    key: NONE,
    had: false,
    misses: 0,
    since: 0,
    tenths: 0,
  };
}

export const savedKinds = z.strictObject({
  next: z.int().min(0),
  became: z.array(z.tuple([z.int(), z.int()])),
  kinds: z
    .array(
      z.tuple([
        z.string(),
        z.int(),
        z.string(),
        z.string(),
        z.int(),
        z.boolean(),
        z.number(),
        z.number(),
        z.int(),
      ]),
    )
    .max(MAX_KINDS),
});
type SavedKinds = z.infer<typeof savedKinds>;
