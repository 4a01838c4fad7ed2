import type { Notice } from '../core/notice.ts';
import type { Rate } from '../core/option-values.ts';
import { moment } from '../core/when.ts';
import { count } from '../core/words.ts';
import { hashText } from '../kit/hash.ts';
import { Budget } from './budget.ts';
import type { Outgoing } from './messages.ts';
import { headline } from './subject.ts';

/** notices = info + short + repeated + told + withheld + pending. */
export interface SelfCounters {
  readonly notices: number;
  /** Nothing that anybody need be told. */
  readonly info: number;
  /** Troubles that were over before they were told, and their ends. */
  readonly short: number;
  /** Of a trouble that was told, or waits to be. */
  readonly repeated: number;
  readonly told: number;
  readonly withheld: number;
  readonly pending: number;
}

/** A message of logsift about itself. */
export interface SelfOutgoing extends Outgoing {
  /** What the notice was about: `channel:team`. */
  readonly about: string;
}

interface Trouble {
  readonly notice: Notice;
  readonly since: number;
  /** Epoch ms of the message, NaN before it. */
  told: number;
  lost: number;
}

/** A trouble that is over within this time is not told: a tool that was started again, a receiver that blinked. */
const PATIENCE = 30_000;
/** A trouble that was told is not told again within this time, however often it comes and goes. */
const COOLDOWN = 3_600_000;
const MOST_TROUBLES = 1000;

/** What logsift says of itself: each trouble once it lasts, its end, and losses; at most so many a day. */
export class SelfMessages {
  readonly #budget: Budget;
  readonly #troubles = new Map<string, Trouble>();
  /** When something was last told, by what it was about. */
  readonly #told = new Map<string, number>();
  readonly #counts = { notices: 0, info: 0, short: 0, repeated: 0, told: 0, withheld: 0 };

  constructor(limit: Rate) {
    this.#budget = new Budget(limit);
  }

  get counters(): SelfCounters {
    const pending = [...this.#troubles.values()].filter(({ told }) => Number.isNaN(told)).length;
    return { ...this.#counts, pending };
  }

  /** Troubles that last, told or not. */
  get troubles(): readonly Notice[] {
    return [...this.#troubles.values()].map(({ notice }) => notice);
  }

  take(notice: Notice, now: number): SelfOutgoing[] {
    this.#counts.notices++;
    switch (notice.kind) {
      case 'info':
        this.#counts.info++;
        return [];
      case 'recovered':
        return this.#recovered(notice, now);
      case 'gap':
        return this.#say(notice, { now, since: now });
      case 'trouble':
      case 'overload':
        this.#begin(notice, now);
        return [];
    }
  }

  /** Troubles that have lasted long enough. Called every second or so. */
  tick(now: number): SelfOutgoing[] {
    const due: SelfOutgoing[] = [];
    for (const [about, trouble] of this.#troubles) {
      const { notice, since } = trouble;
      if (!Number.isNaN(trouble.told) || Math.abs(now - since) < PATIENCE) continue;
      trouble.told = now;
      const lost = trouble.lost > 0 ? { lost: trouble.lost } : {};
      due.push(...this.#say({ ...notice, ...lost }, { now, since }));
      // An overload has no end of its own: it is over when nothing more is said of it.
      if (notice.kind === 'overload') this.#troubles.delete(about);
    }
    return due;
  }

  #begin(notice: Notice, now: number): void {
    const known = this.#troubles.get(notice.about);
    if (known !== undefined) {
      known.lost += notice.lost ?? 0;
      this.#counts.repeated++;
      return;
    }
    if (this.#troubles.size >= MOST_TROUBLES) {
      this.#counts.withheld++;
      return;
    }
    this.#troubles.set(notice.about, { notice, since: now, told: Number.NaN, lost: notice.lost ?? 0 });
  }

  #recovered(notice: Notice, now: number): SelfOutgoing[] {
    const trouble = this.#troubles.get(notice.about);
    this.#troubles.delete(notice.about);
    if (trouble === undefined || Number.isNaN(trouble.told)) {
      // With the end that was not told goes the beginning.
      this.#counts.short += trouble === undefined ? 1 : 2;
      return [];
    }
    if (trouble.told !== this.#told.get(notice.about)) {
      this.#counts.repeated++;
      return [];
    }
    this.#counts.told++;
    return [selfMessage(notice, { now, since: trouble.since, kind: 'resolve' })];
  }

  #say(notice: Notice, { now, since }: { now: number; since: number }): SelfOutgoing[] {
    const last = this.#told.get(notice.about);
    if (last !== undefined && now - last < COOLDOWN && now >= last) {
      this.#counts.repeated++;
      return [];
    }
    if (this.#budget.remaining(now) === 0) {
      this.#counts.withheld++;
      return [];
    }
    this.#budget.spend(now);
    this.#counts.told++;
    this.#told.delete(notice.about);
    this.#told.set(notice.about, now);
    if (this.#told.size > MOST_TROUBLES) this.#told.delete(this.#told.keys().next().value!);
    return [selfMessage(notice, { now, since, kind: 'self' })];
  }
}

function selfMessage(
  { about, text, lost }: Notice,
  { now, since, kind }: { now: number; since: number; kind: 'self' | 'resolve' },
): SelfOutgoing {
  const over = kind === 'resolve';
  const when = over ? `It began at ${moment(since)} and is over.` : `Since ${moment(since)}.`;
  return {
    about,
    version: over ? 1 : 0,
    critical: false,
    message: {
      key: hashText(`self\0${about}\0${since}`),
      kind,
      headline: headline(`logsift: ${text}`),
      body: [
        ...(text.length > 140 ? [text] : []),
        when,
        ...(lost === undefined || lost === 0
          ? []
          : [`${count(lost, 'line')} lost, as far as could be counted.`]),
        `About: ${about}. See: logsift status`,
      ],
      findings: [],
      time: now,
    },
  };
}
