import type { Finding } from '../core/finding.ts';
import { changesSince, type ToldAs, toldAs } from './changed.ts';
import { type Explained, type Further, furtherMessage, type Outgoing } from './messages.ts';
import type { EscalationStep } from './route.ts';
import type { SavedEnding } from './saved.ts';

const HOUR = 3_600_000;
const LONGEST_HOLD = 24 * HOUR;
/** Ms between a message and a change of what it told. */
const CHANGES_EVERY = 5 * 60_000;
const MOST_TELLINGS = 300;
/** Incidents of one message that are followed to their end; of a storm the first. */
const MOST_FOLLOWED = 200;
/** Incidents of one message that are explained in it. */
const MOST_EXPLAINED = 3;

/** A message that told of incidents, until they are over. */
interface Telling {
  readonly key: string;
  /** The matter that it alone is about; null where it gathered several. */
  readonly subject: string | null;
  version: number;
  /** Whether all of its messages left before others: those of one key stay in order. */
  critical: boolean;
  /** What it tells of, as it stands, and how many others. */
  first: Finding;
  others: number;
  readonly open: Set<string>;
  /** Those that are over, by the ids that they may come back with. */
  readonly was: Set<string>;
  /** Epoch ms of the log: first symptom and last line. */
  from: number;
  to: number;
  /** When all of it was over: the last line by then, when that is to be told, and whether it was. */
  over: { to: number; due: number; told: boolean } | null;
  /** How often it began again after people were told that it was over. */
  again: number;
  /** Epoch ms at which it was first told, and last; NaN where that is not known. */
  since: number;
  said: number;
  /** Steps of the escalation that were taken, and the channels that it brought in. */
  step: number;
  also: string[];
  /** How `first` was when it was last told of; null before that is known. */
  as: ToldAs | null;
  /** Who has acknowledged it. */
  ack: { by: string; at: number } | null;
  /** What is made of its incidents, by their ids. */
  explained: { id: string; sentences: readonly string[] }[];
}

/** What is done about what lasts. */
export interface FollowUps {
  /** Ms after which it is told again; null for never. */
  readonly repeat: number | null;
  /** In order of time. */
  readonly escalate: readonly EscalationStep[];
  /** Somebody keeps a record, in which changes belong that nobody else is told. */
  readonly changes?: boolean;
}

/** Somebody has taken up an incident (epoch ms). */
export interface Acknowledgement {
  /** Of the incident, and of those merged into it. */
  readonly ids: readonly string[];
  readonly by: string;
  readonly at: number;
}

/**
 * What messages told of, until it is over: then it is said once, under the same key. What begins again is told, and each
 * time its end is awaited longer, so that what comes and goes all day is not told all day.
 */
export class Endings {
  readonly #tellings = new Map<string, Telling>();
  readonly #followUps: FollowUps;
  /** Tellings whose end will not be told because there were too many. */
  forgotten = 0;

  constructor(followUps: FollowUps = { repeat: null, escalate: [] }) {
    this.#followUps = followUps;
  }

  /** A message that left, or is waiting to: `version` is its own. */
  told(
    { message, version, critical }: Outgoing,
    findings: readonly Finding[],
    { subject, now }: { subject: string | null; now: number },
  ): void {
    const [first] = findings;
    if (first?.incident === undefined) return;
    const known = this.#tellings.get(message.key);
    const telling: Telling = known ?? {
      ...{ key: message.key, subject, version, critical, first: slim(first), others: findings.length - 1 },
      ...{ open: new Set(), was: new Set(), from: first.from, to: first.to, over: null, again: 0 },
      ...{ since: now, said: now, step: 0, also: [], as: null, ack: null, explained: [] },
    };
    telling.said = now;
    telling.version = Math.max(telling.version, version);
    telling.critical &&= critical;
    telling.over = null;
    for (const finding of findings) this.#follow(telling, finding, now);
    telling.as = toldAs(telling.first, telling.as);
    this.#tellings.set(message.key, telling);
    if (this.#tellings.size <= MOST_TELLINGS) return;
    const ended = [...this.#tellings.values()].find(({ over }) => over?.told === true);
    if (ended === undefined) this.forgotten++;
    this.#tellings.delete(ended?.key ?? this.#tellings.keys().next().value!);
  }

  /**
   * An incident as it stands now.
   *
   * @param key of the message that it belongs to, null where there is none yet
   * @returns keys of messages whose end was told, and that go on
   */
  note(finding: Finding, key: string | null, now: number): string[] {
    if (finding.incident === undefined) return [];
    const again: string[] = [];
    const ids = [finding.id, ...finding.incident.aliases];
    for (const telling of this.#tellings.values()) {
      const known = ids.some((id) => telling.open.has(id) || telling.was.has(id));
      if (!known && telling.key !== key) continue;
      const ended = telling.over?.told === true;
      this.#follow(telling, finding, now);
      if (ended && telling.over === null) {
        telling.again++;
        // What begins again is for somebody to take up again.
        Object.assign(telling, { since: now, step: 0, ack: null });
        again.push(telling.key);
      }
    }
    return again;
  }

  /** A further message of a key, to say that what it tells of began again; null when nothing is known of it. */
  beganAgain(key: string, finding: Finding, now: number): Outgoing | null {
    const telling = this.#tellings.get(key);
    if (telling === undefined) return null;
    telling.said = now;
    return furtherMessage({ ...told(telling), first: finding }, { what: 'again' }, now);
  }

  /** Somebody has taken up an incident: nobody else is called, and those who were are told so. */
  acknowledge({ ids, by, at }: Acknowledgement, now: number): Outgoing[] {
    const of = [...this.#tellings.values()].filter(
      ({ open, ack, over, again, since }) =>
        ids.some((id) => open.has(id)) && ack === null && over === null && (again === 0 || at >= since),
    );
    return of.map((telling) => {
      telling.ack = { by, at };
      return further(telling, { what: 'ack', by }, now);
    });
  }

  /** Somebody explains an incident: messages that told of it are changed, once for the same words. */
  explain({ ids, headline, sentences }: Explained, now: number): Outgoing[] {
    const changed = [...this.#tellings.values()].filter((telling) => {
      const id = ids.find((one) => telling.open.has(one) || telling.was.has(one));
      if (id === undefined) return false;
      const { explained, others } = telling;
      // Where a message tells of several it is said of which this is said.
      const [first = '', ...rest] = sentences;
      const words = others === 0 ? sentences : [`${headline}: ${first}`, ...rest];
      const at = explained.findIndex((one) => ids.includes(one.id));
      if (at < 0 ? explained.length >= MOST_EXPLAINED : same(explained[at]!.sentences, words)) return false;
      explained[at < 0 ? explained.length : at] = { id: ids[0]!, sentences: words };
      return telling.over?.told !== true;
    });
    return changed.map((telling) => ({ ...further(telling, { what: 'explained' }, now), updating: true }));
  }

  /** What is to be said of what goes on (epoch ms): that it does, and that nobody has taken it up. */
  following(now: number): Outgoing[] {
    const { repeat, escalate } = this.#followUps;
    const due: Outgoing[] = this.#followUps.changes === true ? this.#changes(now) : [];
    for (const telling of this.#tellings.values()) {
      if (telling.over !== null || telling.ack !== null) continue;
      const { since } = telling;
      for (let step = escalate[telling.step]; ; step = escalate[telling.step]) {
        if (step === undefined || !passed(since, step.after, now)) break;
        telling.step++;
        telling.also = [...new Set([...telling.also, ...step.to])];
        due.push({ ...further(telling, { what: 'unheard', since: now - since }, now), only: step.to });
      }
      if (repeat === null || !passed(telling.said, repeat, now)) continue;
      telling.said = now;
      due.push(further(telling, { what: 'still' }, now));
    }
    return due;
  }

  /** What changed since it was told, for those who keep a record; what changes again and again waits a while. */
  #changes(now: number): Outgoing[] {
    const due: Outgoing[] = [];
    for (const telling of this.#tellings.values()) {
      const { first, over, said } = telling;
      const before = telling.as;
      telling.as ??= toldAs(first, null);
      if (before === null || over !== null || !passed(said, CHANGES_EVERY, now)) continue;
      const sentences = changesSince(before, first);
      if (sentences.length === 0) continue;
      telling.as = { ...toldAs(first, before), changes: before.changes + 1 };
      due.push(further(telling, { what: 'changed', sentences }, now));
    }
    return due;
  }

  /** The messages that say that something is over (epoch ms). */
  due(now: number): Outgoing[] {
    const due: Outgoing[] = [];
    for (const telling of this.#tellings.values()) {
      const { over } = telling;
      // A clock that was set back holds nothing for longer than a day.
      if (over === null || over.told || (over.due > now && over.due - now <= LONGEST_HOLD)) continue;
      over.told = true;
      due.push(furtherMessage(told(telling), { what: 'over' }, now));
    }
    return due;
  }

  /** Whether something that was told is not over, or its end not told. */
  get open(): boolean {
    return [...this.#tellings.values()].some(({ over }) => over?.told !== true);
  }

  /** Whether one of these incidents was told of here, and its end is still to be told. */
  knows(ids: readonly string[]): boolean {
    return [...this.#tellings.values()].some(
      ({ open, was, over }) => over?.told !== true && ids.some((id) => open.has(id) || was.has(id)),
    );
  }

  /** The version that a message of a key had last, its matter, and channels that are told beside those of its route. */
  of(key: string): Pick<Telling, 'subject' | 'version' | 'also' | 'explained'> | undefined {
    return this.#tellings.get(key);
  }

  saved(): SavedEnding[] {
    return [...this.#tellings.values()].map(({ open, was, first, from, to, since, said, over, ...rest }) => ({
      ...{ ...rest, first, open: [...open], was: [...was], from: orNull(from), to: orNull(to) },
      ...{ since: orNull(since), said: orNull(said) },
      over: over === null ? null : { ...over, to: orNull(over.to) },
    }));
  }

  restore(saved: readonly SavedEnding[]): void {
    this.#tellings.clear();
    for (const { open, was, from, to, since, said, over, ...rest } of saved) {
      this.#tellings.set(rest.key, {
        ...{ ...rest, open: new Set(open), was: new Set(was) },
        ...{ from: from ?? Number.NaN, to: to ?? Number.NaN },
        ...{ since: since ?? Number.NaN, said: said ?? Number.NaN },
        over: over === null ? null : { ...over, to: over.to ?? Number.NaN },
      });
    }
  }

  #follow(telling: Telling, finding: Finding, now: number): void {
    const { over, aliases } = finding.incident!;
    // As a replay after a crash does: it was like this before it was over.
    if (telling.over !== null && (over !== null || !(finding.to > telling.over.to))) return;
    const { open, was } = telling;
    const ids = [finding.id, ...aliases];
    if (ids.includes(telling.first.id)) telling.first = slim(finding);
    for (const id of ids) {
      open.delete(id);
      was.delete(id);
    }
    const room = open.size + was.size < MOST_FOLLOWED;
    if (room) (over === null ? open : was).add(finding.id);
    telling.from = least(telling.from, finding.from);
    telling.to = most(telling.to, finding.to);
    if (open.size > 0 || (over === null && !room)) telling.over = null;
    else telling.over ??= { to: telling.to, due: now + holdOf(telling.again), told: false };
  }
}

function further(telling: Telling, words: Further, now: number): Outgoing {
  return furtherMessage({ ...told(telling), lasted: now - telling.from }, words, now);
}

/** A clock that was set back holds nothing for longer than a day. */
function passed(since: number, after: number, now: number): boolean {
  return now - since >= after || since - now > LONGEST_HOLD;
}

function told(telling: Telling): Parameters<typeof furtherMessage>[0] {
  const { key, first, others, critical, from, to } = telling;
  const explained = telling.explained.flatMap(({ sentences }) => sentences);
  return { key, version: ++telling.version, first, others, critical, lasted: to - from, explained };
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one, i) => one === b[i]);
}

function holdOf(again: number): number {
  return again === 0 ? 0 : Math.min(LONGEST_HOLD, HOUR * 2 ** (again - 1));
}

/** Enough of it to be told with; the rest is in the story. */
function slim({ also: _, beside: __, ...finding }: Finding): Finding {
  return { ...finding, evidence: finding.evidence.slice(0, 3) };
}

function least(a: number, b: number): number {
  return b < a || Number.isNaN(a) ? b : a;
}

function most(a: number, b: number): number {
  return b > a || Number.isNaN(a) ? b : a;
}

function orNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
