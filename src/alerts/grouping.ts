import { compareFindings, type Finding, rank } from '../core/finding.ts';
import { hashText } from '../kit/hash.ts';
import { type Acknowledgement, Endings, type FollowUps } from './endings.ts';
import { type Explained, gatheredMessage, type Outgoing, singleMessage, withheldDigest } from './messages.ts';
import { Pace } from './pace.ts';
import { groupingState } from './saved.ts';
import { type GroupBy, headlineOf, isCritical, subjectOf } from './subject.ts';
import { WithheldList } from './withheld.ts';

/** How findings become messages. */
export interface GroupingOptions {
  readonly groupBy: readonly GroupBy[];
  /** Ms without a further finding after which a matter is a new one. */
  readonly cooldown: number;
  /** The next time after `now` at which the digest is due, epoch ms. */
  readonly digestAfter: (now: number) => number;
  /** Key of the message that tells of a finding, where findings stand for incidents; null where it has one of its own. */
  readonly tellsOf?: (id: string) => string | null;
  /** Ms that the first of those that are not critical waits for others. */
  readonly wait?: number;
  /** What is done about what lasts. */
  readonly followUps?: FollowUps;
  /** What keeps the keys of its messages from being those of another grouping. */
  readonly salt?: string;
}

/** findings = belowLine + grouped + told + withheld + waiting. */
export interface GroupingCounters {
  readonly findings: number;
  /** Below the page line: shown, stored, not told. */
  readonly belowLine: number;
  /** Of a matter that was told of already, or waits to be. */
  readonly grouped: number;
  /** Told of in a message. */
  readonly told: number;
  /** Over the budget, or too much at once: counted and listed in the digest. */
  readonly withheld: number;
  /** In the next message. */
  readonly waiting: number;
  /** Matters that were forgotten before their cooldown, and ends that will not be told, because there were too many. */
  readonly forgotten: number;
}

/** What findings of one subject are, while they keep coming. */
export interface Matter {
  /** Epoch ms of the last finding. */
  last: number;
  /** Highest rank that was told; −1 before the first message. */
  told: number;
  critical: boolean;
  /** Key of the message of its own, null before there is one. */
  key: string | null;
  /** Messages of its own so far. */
  messages: number;
  /** Ids of findings that are told by its messages, where they stand for incidents. */
  members?: string[] | undefined;
}

/** Criticals that are told one by one before they are gathered. */
const CRITICALS_AT_ONCE = 3;
const MOST_MATTERS = 10_000;
/** Findings that wait for the next message at most; a message shows thirteen, and says how many there were. */
const MOST_WAITING = 1000;
/** Incidents that are told in one message; of a storm the rest is listed. */
const MOST_TOLD_OF = 20;
/** A matter is told of again within its cooldown when its rank grew by this: a hundred times less likely, or grave. */
const WORSE = 2;

/**
 * Findings become messages: one for one matter, what comes at once gathered, criticals first, what is left over counted
 * and listed. How many may leave is decided before, by the budget of the incidents.
 */
export class Grouping {
  readonly #options: GroupingOptions;
  readonly #matters = new Map<string, Matter>();
  readonly #withheld = new WithheldList();
  readonly #endings: Endings;
  /** What was made of incidents that wait to be told, by their ids. */
  readonly #explained = new Map<string, Explained>();
  #again: Outgoing[] = [];
  /** Something waits to be told, and `snapshot` was not asked for since. */
  #owes = false;
  readonly #pace = { critical: new Pace(CRITICALS_AT_ONCE), ordinary: new Pace(1) };
  readonly #waiting = { critical: new Map<string, Finding>(), ordinary: new Map<string, Finding>() };
  readonly #counts = { findings: 0, belowLine: 0, grouped: 0, told: 0, withheld: 0, forgotten: 0 };
  #digestAt = Number.NaN;
  /** Epoch ms since when something waits that is not critical; NaN when nothing does. */
  #waitsSince = Number.NaN;

  constructor(options: GroupingOptions) {
    this.#options = options;
    this.#endings = new Endings(options.followUps);
  }

  /** Whether nothing that it told, or is to tell, is still going on. */
  get quiet(): boolean {
    const { critical, ordinary } = this.#waiting;
    return critical.size + ordinary.size === 0 && this.#withheld.count === 0 && !this.#endings.open;
  }

  get counters(): GroupingCounters {
    const waiting = this.#waiting.critical.size + this.#waiting.ordinary.size;
    const forgotten = this.#counts.forgotten + this.#endings.forgotten;
    return { ...this.#counts, forgotten, waiting };
  }

  /** Whether one of these incidents was told of here, and its end is still to be told. */
  knows(ids: readonly string[]): boolean {
    return this.#endings.knows(ids);
  }

  /** Takes findings, new or changed, in any order, and returns the messages that leave now (epoch ms). */
  take(findings: readonly Finding[], now: number): Outgoing[] {
    for (const finding of [...findings].sort(compareFindings)) this.#sort(finding, now);
    return this.tick(now);
  }

  /** Counts findings that are not worth telling. */
  below(count: number): void {
    this.#counts.findings += count;
    this.#counts.belowLine += count;
  }

  /** Takes findings that are told by the digest alone, because the budget has no room for them. */
  withhold(findings: readonly Finding[], now: number): void {
    for (const finding of findings) {
      this.#counts.findings++;
      const subject = this.#subjectOf(finding);
      const known = this.#matters.get(subject);
      const open = known !== undefined && now - known.last < this.#options.cooldown;
      this.#remember(
        subject,
        open ? known : { last: now, told: -1, critical: false, key: null, messages: 0 },
        now,
      );
      if (open) this.#counts.grouped++;
      else this.#withhold(subject, finding, now);
    }
  }

  /** What is due meanwhile: gathered findings, the digest. Called every second or so. */
  tick(now: number): Outgoing[] {
    const due = [this.#release('critical', now), this.#release('ordinary', now), this.#digest(now)];
    const again = this.#again;
    this.#again = [];
    const further = [...this.#endings.due(now), ...this.#endings.following(now)];
    return this.#addressed([...due.filter((message) => message !== null), ...again, ...further]);
  }

  /** Somebody has taken up an incident; returns the messages that say so. */
  acknowledge(acknowledgement: Acknowledgement, now: number): Outgoing[] {
    return this.#addressed(this.#endings.acknowledge(acknowledgement, now));
  }

  /** Somebody explains an incident; returns the messages that change what was said of it. */
  explain(explained: Explained, now: number): Outgoing[] {
    const waiting = [...this.#waiting.critical.values(), ...this.#waiting.ordinary.values()];
    const one = waiting.find(({ id }) => explained.ids.includes(id));
    if (one !== undefined) this.#explained.set(one.id, explained);
    return this.#addressed(this.#endings.explain(explained, now));
  }

  /** Those who were called later are told what there is to tell from then on. */
  #addressed(messages: readonly Outgoing[]): Outgoing[] {
    return messages.map((out) => {
      const { version, also = [] } = this.#endings.of(out.message.key) ?? {};
      if (version !== undefined) this.#follows(out.message.key, version);
      return also.length === 0 ? out : { ...out, also };
    });
  }

  /** Whether there is something to be told that a crash would forget. */
  get owes(): boolean {
    return this.#owes;
  }

  #sort(finding: Finding, now: number): void {
    this.#counts.findings++;
    const subject = this.#subjectOf(finding);
    const known = this.#matters.get(subject);
    const open = known !== undefined && now - known.last < this.#options.cooldown;
    const again = this.#endings.note(finding, open ? known.key : null, now);
    if (finding.incident !== undefined && finding.incident.over !== null) {
      this.#over(subject, finding);
      return;
    }
    const matter = open ? known : { last: now, told: -1, critical: false, key: null, messages: 0 };
    this.#remember(subject, matter, now);
    const another = this.#isAnother(finding, matter);
    const graver = another || (isCritical(finding) && !matter.critical);
    if (!open || graver || rank(finding) >= matter.told + WORSE) this.#queue(subject, finding, now);
    else if (!this.#tellAgain(again, finding, now)) this.#counts.grouped++;
  }

  /** What is over is no more than the end of what was told; what waits to be told is told with its end. */
  #over(subject: string, finding: Finding): void {
    this.#counts.grouped++;
    this.#owes = true;
    for (const queue of [this.#waiting.critical, this.#waiting.ordinary]) {
      const waiting = queue.get(subject);
      if (waiting?.id === finding.id) queue.set(subject, { ...waiting, incident: finding.incident! });
    }
  }

  /** Says of each message whose end was told that it goes on; false when there is none. */
  #tellAgain(keys: readonly string[], finding: Finding, now: number): boolean {
    for (const key of keys) {
      const message = this.#endings.beganAgain(key, finding, now);
      if (message === null) continue;
      this.#follows(key, message.version);
      this.#again.push(message);
    }
    if (keys.length > 0) this.#counts.told++;
    return keys.length > 0;
  }

  /** A message of a matter's own left beside those of its findings. */
  #follows(key: string, version: number): void {
    const subject = this.#endings.of(key)?.subject ?? null;
    const matter = subject === null ? undefined : this.#matters.get(subject);
    if (matter?.key === key) matter.messages = Math.max(matter.messages, version + 1);
  }

  #subjectOf(finding: Finding): string {
    return this.#options.tellsOf?.(finding.id) ?? subjectOf(finding, this.#options.groupBy);
  }

  /** One more incident joins a message: those who were woken by the first are to know, the first few times. */
  #isAnother({ id }: Finding, matter: Matter): boolean {
    if (this.#options.tellsOf === undefined) return false;
    matter.members ??= [];
    if (matter.members.includes(id) || matter.members.length >= MOST_TOLD_OF) return false;
    return matter.members.push(id) > 1;
  }

  #remember(subject: string, matter: Matter, now: number): void {
    matter.last = now;
    this.#matters.delete(subject);
    this.#matters.set(subject, matter);
    if (this.#matters.size <= MOST_MATTERS) return;
    this.#matters.delete(this.#matters.keys().next().value!);
    this.#counts.forgotten++;
  }

  #queue(subject: string, finding: Finding, now: number): void {
    const critical = isCritical(finding);
    const queue = this.#waiting[critical ? 'critical' : 'ordinary'];
    if (queue.has(subject)) this.#counts.grouped++;
    else if (queue.size >= MOST_WAITING) {
      this.#withhold(subject, finding, now);
      return;
    }
    this.#owes = true;
    if (!critical && queue.size === 0) this.#waitsSince = now;
    queue.set(subject, finding);
    if (critical && this.#waiting.ordinary.delete(subject)) this.#counts.grouped++;
  }

  #withhold(subject: string, finding: Finding, now: number): void {
    this.#counts.withheld++;
    this.#mark(subject, finding);
    this.#withheld.add(finding, headlineOf(finding), now);
    if (Number.isNaN(this.#digestAt)) this.#digestAt = this.#options.digestAfter(now);
  }

  #mark(subject: string, finding: Finding): Matter | undefined {
    const matter = this.#matters.get(subject);
    if (matter === undefined) return undefined;
    matter.told = Math.max(matter.told, rank(finding));
    matter.critical ||= isCritical(finding);
    return matter;
  }

  #release(which: 'critical' | 'ordinary', now: number): Outgoing | null {
    const queue = this.#waiting[which];
    if (queue.size === 0 || !this.#pace[which].allows(now)) return null;
    // What was waiting when a process ended has waited long enough.
    if (which === 'ordinary' && Math.abs(now - this.#waitsSince) < (this.#options.wait ?? 0)) return null;
    const waiting = [...queue].sort(([, a], [, b]) => compareFindings(a, b));
    queue.clear();
    this.#counts.told += waiting.length;
    this.#pace[which].left(now);
    const message = this.#message(waiting, now);
    for (const [, { id }] of waiting) this.#explained.delete(id);
    return message;
  }

  #message(waiting: readonly (readonly [subject: string, finding: Finding])[], now: number): Outgoing {
    const findings = waiting.map(([, finding]) => finding);
    const matters = waiting.map(([subject, finding]) => this.#mark(subject, finding));
    const [first, matter] = [waiting[0]!, matters[0]];
    if (findings.length > 1 || matter === undefined) {
      const gathered = gatheredMessage(findings, { now, salt: this.#salt });
      this.#endings.told(gathered, findings, { subject: null, now });
      const explained = findings.flatMap(({ id }) => this.#explained.get(id) ?? []);
      this.#again.push(...explained.flatMap((one) => this.#endings.explain(one, now)));
      return gathered;
    }
    // The finding that opened the matter names it, so that a replay makes the same key.
    matter.key ??= hashText(`${this.#salt}${first[0]}\0${first[1].id}`);
    const also = matter.members !== undefined && matter.members[0] !== first[1].id;
    const early = this.#explained.get(first[1].id);
    const before = this.#endings.of(matter.key)?.explained.flatMap(({ sentences }) => sentences);
    const explained = early?.sentences ?? before ?? [];
    const how = { now, key: matter.key, version: matter.messages++, also, explained };
    const message = singleMessage(first[1], how);
    this.#endings.told(message, findings, { subject: first[0], now });
    // It was said in the message itself.
    if (early !== undefined) this.#endings.explain(early, now);
    return message;
  }

  get #salt(): string {
    return this.#options.salt ?? '';
  }

  #digest(now: number): Outgoing | null {
    if (!(now >= this.#digestAt)) return null;
    const message = withheldDigest(this.#withheld, { now, salt: this.#salt });
    this.#withheld.clear();
    this.#digestAt = Number.NaN;
    return message;
  }

  /** State as JSON-safe data, so that a restart tells nothing twice. */
  snapshot(): unknown {
    this.#owes = false;
    return {
      version: 2,
      matters: [...this.#matters],
      waiting: [...this.#waiting.critical.values(), ...this.#waiting.ordinary.values()],
      paces: [this.#pace.critical.saved(), this.#pace.ordinary.saved()],
      withheld: this.#withheld.saved(),
      digestAt: Number.isNaN(this.#digestAt) ? null : this.#digestAt,
      endings: this.#endings.saved(),
      counts: this.#counts,
    };
  }

  /** Takes back what `snapshot` gave. Throws STATE_INVALID for anything else. */
  restore(state: unknown): void {
    const saved = groupingState(state);
    this.#matters.clear();
    for (const [subject, matter] of saved.matters) this.#matters.set(subject, { ...matter });
    for (const finding of saved.waiting) {
      this.#waiting[isCritical(finding) ? 'critical' : 'ordinary'].set(this.#subjectOf(finding), finding);
    }
    this.#pace.critical.restore(saved.paces[0]);
    this.#pace.ordinary.restore(saved.paces[1]);
    this.#withheld.restore(saved.withheld);
    this.#endings.restore(saved.endings);
    this.#digestAt = saved.digestAt ?? Number.NaN;
    Object.assign(this.#counts, saved.counts);
  }
}
