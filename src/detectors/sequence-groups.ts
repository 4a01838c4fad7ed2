import { z } from 'zod';
import type { Evidence, Finding } from '../core/finding.ts';
import { mostSurprise } from '../core/odds.ts';
import { count, duration, grouped, quoted } from '../core/words.ts';
import { hashText } from '../kit/hash.ts';
import { savedEvidence } from './saved-evidence.ts';
import type { Oddity } from './sequence-oddity.ts';
import type { Session } from './sequence-sessions.ts';

const DAY = 86_400_000;
const MAX_GROUPS = 1000;
/** The same oddity so long after the last is told as another. */
const APART = DAY / 2;
/** Sessions whose lines are shown. */
const SHOWN = 3;

/** Sessions that are odd in the same way, without a long pause between them. */
export interface Group {
  readonly app: string;
  readonly key: string;
  readonly from: number;
  to: number;
  sessions: number;
  /** Null once several hosts told of it. */
  host: string | null;
  evidence: Evidence[];
  readonly who: string;
  readonly did: string;
  readonly others: string;
  gravity: number;
  readonly template: string | null;
  /** There are so few of its kind that it is worth telling. */
  worth: boolean;
  /** Sessions at which it is told again. */
  next: number;
}

/** Groups of odd sessions that go on. */
export class Groups {
  #groups = new Map<string, Group>();
  /** Groups that were told of lately: when, and of which program. */
  #began: [time: number, app: string][] = [];

  /** Adds a session; `who` names it. Says whether its group is a new one. */
  add(
    session: Session,
    { app, oddity, who }: { app: string; oddity: Oddity; who: string },
  ): readonly [Group, isNew: boolean] {
    const id = `${app}\0${oddity.key}`;
    let group = this.#groups.get(id);
    const isNew = group === undefined || session.from - group.to >= APART;
    if (group === undefined || isNew) {
      group = {
        ...{ app, key: oddity.key, from: session.from, to: session.to, sessions: 0, host: session.host },
        ...{ evidence: [], who, did: oddity.did, others: oddity.others, gravity: oddity.gravity },
        ...{ template: oddity.extra?.template ?? null, worth: false, next: 1 },
      };
      this.#groups.delete(id);
      if (this.#groups.size >= MAX_GROUPS) this.#groups.delete(this.#groups.keys().next().value!);
      this.#groups.set(id, group);
    }
    group.sessions++;
    group.to = Math.max(group.to, session.to);
    if (group.host !== session.host) group.host = null;
    if (group.sessions <= SHOWN) group.evidence.push(...linesOf(session));
    return [group, isNew];
  }

  /** A group is worth telling. */
  begin({ to, app }: Group): void {
    this.#began.push([to, app]);
    if (this.#began.length > MAX_GROUPS) this.#began.shift();
  }

  /** How many other groups began in the last so many ms, in programs that have no more of them than this one. */
  others({ app }: Group, now: number, within: number): number {
    const counts = new Map<string, number>();
    for (const [at, of] of this.#began) if (now - at < within) counts.set(of, (counts.get(of) ?? 0) + 1);
    const own = counts.get(app) ?? 0;
    let sum = -1;
    for (const many of counts.values()) if (many <= own) sum += many;
    return Math.max(0, sum);
  }

  /** JSON-safe state. */
  save(): SavedGroups {
    return { groups: [...this.#groups], began: [...this.#began] };
  }

  /** Takes back what `save` gave. */
  load({ groups, began }: SavedGroups): void {
    this.#groups = new Map(groups.map(([key, group]) => [key, { ...group, evidence: [...group.evidence] }]));
    this.#began = began.map(([at, app]) => [at, app]);
  }
}

/** How a group compares. */
export interface GroupOdds {
  /** Sessions of the program that are as they should be. */
  readonly learnt: number;
  /** Groups as this one, of any program. */
  readonly others: number;
  /** Occasions on which it was told, this one included. */
  readonly occasions: number;
  /** ms of history. */
  readonly span: number;
}

/** A group of odd sessions as a finding, in plain words. */
export function groupFinding(group: Group, { learnt, others, occasions, span }: GroupOdds): Finding {
  const { app, sessions, who, did, host, template } = group;
  const days = Math.max(1, span / DAY);
  const surprise = Math.min(mostSurprise(span), Math.max(0, Math.log10(days / (others + occasions - 0.5))));
  const more = sessions === 1 ? '' : ` and so did ${count(sessions - 1, 'other')}`;
  const name = app === '' ? '' : ` of ${quoted(app)}`;
  return {
    id: idOf(group),
    detector: 'sequence',
    about: {
      ...(host === null ? {} : { host }),
      ...(template === null ? {} : { template }),
      ...(app === '' && host !== null ? {} : { app }),
    },
    from: group.from,
    to: group.to,
    count: sessions,
    surprise,
    rawSurprise: Math.max(surprise, Math.log10((learnt + 1) / Math.max(1, sessions))),
    gravity: Math.min(0.95, group.gravity + (sessions >= 10 ? 0.05 : 0)),
    evidence: group.evidence.slice(0, 10),
    expected: `sessions as the ${grouped(learnt)} before`,
    seen: `${who} ${did}`,
    because: `${who}${name} ${did}${more}: of ${count(learnt, 'session')} before none ${group.others}.`,
    maturity: `judged against ${count(learnt, 'session')} in ${duration(span)}`,
  };
}

/** Id of a group's finding. */
export function idOf({ app, key, from }: Group): string {
  return hashText(`sequence\0${app}\0${key}\0${from}`);
}

function linesOf({ first, bad, last }: Session): Evidence[] {
  const lines = [first, ...(bad === null ? [] : [bad]), last];
  return lines.filter(
    (line, i) => lines.findIndex(({ text, line: at }) => text === line.text && at === line.line) === i,
  );
}

const savedGroup: z.ZodType<Group> = z.strictObject({
  app: z.string(),
  key: z.string(),
  from: z.number(),
  to: z.number(),
  sessions: z.number(),
  host: z.string().nullable(),
  evidence: z.array(savedEvidence).max(3 * SHOWN),
  who: z.string(),
  did: z.string(),
  others: z.string(),
  gravity: z.number(),
  template: z.string().nullable(),
  worth: z.boolean(),
  next: z.number(),
});

export const savedGroups = z.strictObject({
  groups: z.array(z.tuple([z.string(), savedGroup])).max(MAX_GROUPS),
  began: z.array(z.tuple([z.number(), z.string()])).max(MAX_GROUPS),
});
type SavedGroups = z.infer<typeof savedGroups>;
