import { z } from 'zod';
import type { Event } from '../core/event.ts';
import { IdFinder, idIn, NONE, PID, savedFinder } from './sequence-ids.ts';
import type { Kind, Kinds } from './sequence-kinds.ts';
import { SequenceModel, savedModel } from './sequence-model.ts';
import { Sessions, savedSessions } from './sequence-sessions.ts';

const HOUR = 3_600_000;
/** How long ids are looked for in the lines of a program, in lines and in time, until there is one, or in vain. */
const ENOUGH_LINES = 2000;
const ENOUGH = 2 * HOUR;
const IN_VAIN = 24 * HOUR;
/** It is done again when so many times as many lines came. */
const AGAIN = 4;
/** A shorter id is one of its host. */
const WORLDWIDE = 10;
/** Lines of a kind whose slots are looked through for an id of an open session. */
const MOST_MISSES = 50;
const MAX_UNDECIDED = 500;

/** What is known of the lines of one program; `postfix/smtp` and `postfix/qmgr` are one. */
export class SequenceApp {
  readonly name: string;
  #finder: IdFinder | null = new IdFinder();
  sessions = new Sessions();
  model: SequenceModel | null = null;
  #lines = 0;
  /** When the search for ids began, epoch ms, and the number of lines at which it begins again. */
  #since: number;
  #again = 0;
  /** Some kind of its lines has an id. */
  #keyed = false;
  #undecided = new Set<Kind>();

  constructor(name: string, now: number) {
    this.name = name;
    this.#since = now;
  }

  /** Values that are followed in search of ids. */
  get followed(): number {
    return this.#finder?.size ?? 0;
  }

  /** The session of a line as a key and the id itself; null when it is of none. `room`: more values may be followed. */
  sessionOf(event: Event, kind: Kind, room: boolean): { key: string; id: string } | null {
    this.#lines++;
    const finder = this.#finder;
    if (finder !== null) {
      finder.look(event, kind.number, room);
      if (kind.key === NONE && this.#undecided.size < MAX_UNDECIDED) this.#undecided.add(kind);
    } else if (this.#lines >= this.#again) {
      this.#finder = new IdFinder();
      this.#since = event.received;
    }
    if (kind.key === NONE) {
      if (!this.#keyed || kind.misses >= MOST_MISSES) return null;
      this.#adopt(event, kind);
      if (kind.key === NONE) return null;
    }
    const id = idIn(event, kind.key);
    return id === '' ? null : { key: keyOf(event, kind.key, id), id };
  }

  /** Decides which values are ids, by what came so far; comes every ten minutes. */
  decide(now: number): void {
    const finder = this.#finder;
    if (finder === null) return;
    finder.expire(now);
    for (const kind of this.#undecided) {
      kind.key = finder.keyOf(kind.number);
      if (kind.key === NONE) continue;
      this.#keyed = true;
      kind.since = Math.min(now, Number.MAX_SAFE_INTEGER);
      this.#undecided.delete(kind);
    }
    const lasted = now - this.#since;
    if (this.#lines < ENOUGH_LINES || lasted < (this.#keyed ? ENOUGH : IN_VAIN)) return;
    this.#finder = null;
    this.#undecided.clear();
    this.#again = this.#lines * AGAIN;
  }

  /** The log is over, for the first time of two. */
  learned(): void {
    this.#finder?.close();
    this.decide(Number.POSITIVE_INFINITY);
    this.#finder = null;
    this.#again = Number.MAX_SAFE_INTEGER;
    this.sessions.clear();
  }

  /** JSON-safe state. */
  save(): SavedApp {
    return {
      name: this.name,
      finder: this.#finder?.save() ?? null,
      sessions: this.sessions.save(),
      model: this.model?.save() ?? null,
      lines: this.#lines,
      since: this.#since,
      again: this.#again,
      keyed: this.#keyed,
      undecided: [...this.#undecided].map(({ number }) => number),
    };
  }

  /** What `save` described, with its kinds of line. */
  static load(saved: SavedApp, kinds: Kinds): SequenceApp {
    const app = new SequenceApp(saved.name, saved.since);
    app.#finder = saved.finder === null ? null : IdFinder.load(saved.finder);
    app.sessions = Sessions.load(saved.sessions);
    app.model = saved.model === null ? null : SequenceModel.load(saved.model);
    app.#lines = saved.lines;
    app.#again = saved.again;
    app.#keyed = saved.keyed;
    for (const number of saved.undecided) {
      const kind = kinds.byNumber(number);
      if (kind !== undefined) app.#undecided.add(kind);
    }
    return app;
  }

  /** A kind of line of which nothing is known may carry the id of a session that is going on. */
  #adopt(event: Event, kind: Kind): void {
    for (let slot = PID; slot < event.template!.slotCount; slot++) {
      const id = idIn(event, slot);
      if (id.length < 2 || !this.sessions.has(keyOf(event, slot, id))) continue;
      kind.key = slot;
      kind.since = event.received;
      return;
    }
    kind.misses++;
  }
}

function keyOf(event: Event, slot: number, id: string): string {
  if (slot === PID) return `pid ${event.host ?? ''} ${id}`;
  return id.length >= WORLDWIDE ? id : `${event.host ?? ''} ${id}`;
}

export const savedApp = z.strictObject({
  name: z.string(),
  finder: savedFinder.nullable(),
  sessions: savedSessions,
  model: savedModel.nullable(),
  lines: z.number().min(0),
  since: z.number(),
  again: z.number().min(0),
  keyed: z.boolean(),
  undecided: z.array(z.number()).max(MAX_UNDECIDED),
});
type SavedApp = z.infer<typeof savedApp>;
