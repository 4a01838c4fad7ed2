import { z } from 'zod';
import { type Detector, type DetectorContext, defineDetector, type Feedback } from '../core/detector.ts';
import type { Event } from '../core/event.ts';
import { FLAG } from '../core/flags.ts';
import { stateInvalid } from '../core/state-invalid.ts';
import { quoted } from '../core/words.ts';
import { Habits } from './habit.ts';
import { SequenceApp, savedApp } from './sequence-apps.ts';
import { type Group, Groups, groupFinding, idOf, savedGroups } from './sequence-groups.ts';
import { type Kind, Kinds, savedKinds } from './sequence-kinds.ts';
import { SequenceModel } from './sequence-model.ts';
import { nameOfId, type Oddity, oddityOf } from './sequence-oddity.ts';
import type { Session } from './sequence-sessions.ts';
import { WholeLog } from './sequence-whole.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
/** Minutes between two decisions on what is an id. */
const DECIDE = 10;
const DAY = 86_400 * SECOND;
const NEVER = Number.MIN_SAFE_INTEGER;
const LONGEST_GAP = 400 * DAY;
const MAX_APPS = 6000;
const MAX_MODELS = 1000;
const MAX_OPEN = 20_000;
/** Values that are followed in search of ids, of all programs. */
const MAX_FOLLOWED = 30_000;
const MAX_TOLD = 1000;
/** A kind of line that is taken into sessions for less than this says nothing by being in one. */
const NEW = DAY;
/** A finding is compared with those of so much of the past, ms. */
const COMPARED = 60 * DAY;
/** What is odd in the same way for so long, so often, is how it is by now. */
const ACCEPTED_AFTER = DAY;
const ACCEPTED_SESSIONS = 20;

export default defineDetector({
  name: 'sequence',
  question:
    'Does what belongs together (a request, a connection, a mail) go another way than all others did?',
  optional: true,
  capped: ['session', 'given up before its end'],
  create: (context) => new Sequence(context),
});

/**
 * Puts lines into sessions by an id that it finds by itself, and tells of sessions whose kinds of line, number or mix
 * no session before had; those that are odd in the same way are one finding.
 */
class Sequence implements Detector {
  readonly #context: DetectorContext;
  #kinds = new Kinds();
  #apps = new Map<string, SequenceApp>();
  /** Program by what a line calls it. */
  readonly #byName = new Map<string, SequenceApp>();
  #groups = new Groups();
  #habits = new Habits();
  /** What the findings of late were about, by id. */
  #told = new Map<string, string>();
  #whole = new WholeLog();
  /** Since when lines are seen without a gap; first and last line. Epoch ms. */
  #since = Number.NaN;
  #from = Number.NaN;
  #to = Number.NaN;
  #minute = NEVER;
  #open = 0;
  #followed = 0;
  #models = 0;
  #refused = 0;

  constructor(context: DetectorContext) {
    this.#context = context;
  }

  get overCap(): number {
    let sum = this.#refused + this.#whole.overCap;
    for (const { sessions } of this.#apps.values()) sum += sessions.overCap;
    return sum;
  }

  observe(event: Event): void {
    const { received, template } = event;
    if (!Number.isFinite(received) || template === null || (event.flags & FLAG.no_time) !== 0) return;
    if (!(received >= this.#from)) this.#from = received;
    if (!(received <= this.#to)) {
      // A clock that jumps by years says nothing of what is quiet.
      if (received - this.#to > LONGEST_GAP) this.#since = received;
      this.#to = received;
    }
    if (Number.isNaN(this.#since)) this.#since = received;
    const kind = this.#kinds.of(template, received);
    if (kind === undefined) return;
    const { learning, segment } = this.#context.phase;
    if (learning && segment >= 0) kind.tenths |= 1 << segment;
    const app = this.#appOf(event.app ?? '', received);
    if (app === undefined) return;
    const before = app.followed;
    const session = app.sessionOf(event, kind, this.#followed < MAX_FOLLOWED);
    this.#followed += app.followed - before;
    if (session === null) return;
    const open = app.sessions.size;
    if (this.#open >= MAX_OPEN && !app.sessions.has(session.key)) {
      this.#refused++;
      return;
    }
    const isBad = kind.isBad || (event.severity >= 0 && event.severity <= 3);
    app.sessions.add(session.key, session.id, { event, kind: kind.number, isBad });
    this.#open += app.sessions.size - open;
  }

  measure(): void {}

  feedback(feedback: Feedback): void {
    const usual =
      feedback.kind === 'expected' || (feedback.kind === 'verdict' && feedback.verdict === 'noise');
    const matter = usual ? this.#told.get(feedback.finding) : undefined;
    if (matter !== undefined) this.#habits.accept(matter, this.#to);
  }

  tick(time: number): void {
    if (this.#apps.size === 0) return;
    const minute = Math.floor(time / MINUTE);
    if (minute !== this.#minute) {
      this.#minute = minute;
      this.#everyMinute(time);
    }
    for (const app of this.#apps.values()) {
      if (app.sessions.size === 0) continue;
      for (const session of app.sessions.over(time)) {
        this.#open--;
        this.#over(app, session);
      }
    }
  }

  blind(_from: number, to: number): void {
    for (const { sessions } of this.#apps.values()) sessions.clear();
    this.#open = 0;
    this.#since = to;
  }

  learned(): void {
    this.#kinds.settle();
    for (const app of this.#apps.values()) app.learned();
    this.#whole = new WholeLog();
    this.#groups = new Groups();
    this.#habits = new Habits();
    this.#open = 0;
    this.#followed = 0;
    this.#since = Number.NaN;
    this.#minute = NEVER;
  }

  finish(): void {
    if (this.#context.phase.segment < 0 || this.#context.phase.learning) return;
    const byApp = new Map<string, Group[]>();
    let learntOf = new Map<string, number>();
    for (const { app, tenth, explained, examples, count, learnt } of this.#whole.odd()) {
      const oddity = oddityOf(explained, this.#kindOf, (kind) => (kind.tenths & ~(1 << tenth)) === 0);
      if (oddity === null) continue;
      learntOf = learntOf.set(app, learnt);
      const groups = byApp.get(app) ?? [];
      byApp.set(app, groups);
      for (const [i, session] of examples.entries()) {
        const [group, isNew] = this.#groups.add(session, { app, oddity, who: this.#whoIs(session) });
        if (i === examples.length - 1) group.sessions += count - examples.length;
        if (isNew) groups.push(group);
      }
    }
    const told = [...byApp].filter(([app, groups]) => WholeLog.few(groups.length, learntOf.get(app)!));
    const all = told.flatMap(([, groups]) => groups);
    for (const group of all) {
      const odds = { others: all.length - 1, occasions: 1, learnt: learntOf.get(group.app)! };
      this.#emit(groupFinding(group, { ...odds, span: this.#span }));
    }
    this.#whole = new WholeLog();
    this.#groups = new Groups();
  }

  snapshot(): SavedSequence {
    return {
      version: 1,
      kinds: this.#kinds.save(),
      apps: [...this.#apps.values()].map((app) => app.save()),
      groups: this.#groups.save(),
      habits: this.#habits.save(),
      told: [...this.#told],
      span: Number.isNaN(this.#from) ? null : [this.#from, this.#to, this.#since, this.#minute],
    };
  }

  restore(state: unknown): void {
    const parsed = savedSequence.safeParse(state);
    if (!parsed.success) throw stateInvalid('sequence', parsed.error);
    const { kinds, apps, groups, habits, told, span } = parsed.data;
    const [loaded, known] = [new Habits(), new Kinds()];
    loaded.load(habits);
    known.load(kinds);
    this.#apps = new Map(apps.map((one) => [one.name, SequenceApp.load(one, known)]));
    this.#byName.clear();
    this.#kinds = known;
    this.#habits = loaded;
    this.#groups.load(groups);
    this.#told = new Map(told);
    if (span !== null) [this.#from, this.#to, this.#since, this.#minute] = span;
    const every = [...this.#apps.values()];
    this.#open = every.reduce((sum, { sessions }) => sum + sessions.size, 0);
    this.#followed = every.reduce((sum, { followed }) => sum + followed, 0);
    this.#models = every.filter(({ model }) => model !== null).length;
  }

  #appOf(name: string, now: number): SequenceApp | undefined {
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    const end = name.indexOf('/', 1);
    const family = (end < 0 ? name : name.slice(0, end)).slice(0, 120);
    let app = this.#apps.get(family);
    if (app === undefined) {
      if (this.#apps.size >= MAX_APPS) return undefined;
      app = new SequenceApp(family, now);
      this.#apps.set(family, app);
    }
    if (this.#byName.size >= 2 * MAX_APPS) this.#byName.clear();
    this.#byName.set(name, app);
    return app;
  }

  #everyMinute(time: number): void {
    if (this.#kinds.settle()) for (const { model } of this.#apps.values()) model?.rename(this.#kinds.now);
    if (this.#minute % DECIDE !== 0) return;
    this.#followed = 0;
    for (const app of this.#apps.values()) {
      app.decide(time);
      this.#followed += app.followed;
    }
  }

  /** A session is over. */
  #over(app: SequenceApp, session: Session): void {
    const { learning, segment } = this.#context.phase;
    // Of a session that was going on when the log began its beginning is missing.
    if (
      session.isRest ||
      (session.from - this.#since < app.sessions.quiet && session.from > this.#since - DAY)
    )
      return;
    const kinds = session.kinds.map(this.#kinds.now);
    if (segment >= 0) {
      if (!learning) this.#whole.add(app.name, { session, kinds, tenth: segment });
      return;
    }
    if (app.model === null) {
      if (this.#models >= MAX_MODELS) return;
      this.#models++;
      app.model = new SequenceModel();
    }
    const explained = app.model.judge(kinds, session.to);
    const isNew = ({ since }: Kind) => since >= session.from - NEW;
    const oddity = explained === null ? null : oddityOf(explained, this.#kindOf, isNew);
    if (oddity !== null && this.#tell(app, session, oddity)) return;
    if (session.trains) app.model.learn(kinds);
  }

  /** A session that is odd; false when that is how it is here. */
  #tell(app: SequenceApp, session: Session, oddity: Oddity): boolean {
    const matter = `${app.name}\0${oddity.key}`;
    if (this.#habits.isHabit(matter)) return false;
    const [group, isNew] = this.#groups.add(session, { app: app.name, oddity, who: this.#whoIs(session) });
    if (isNew) {
      group.worth = app.model!.oddity();
      if (group.worth) this.#groups.begin(group);
    }
    if (!group.worth) return false;
    const occasions = this.#habits.tell(matter, session.to);
    if (group.to - group.from >= ACCEPTED_AFTER && group.sessions >= ACCEPTED_SESSIONS)
      this.#habits.accept(matter, session.to);
    if (group.sessions < group.next) return true;
    group.next = group.sessions * 2;
    const span = Math.min(this.#span, COMPARED);
    const others = this.#groups.others(group, session.to, span);
    const finding = groupFinding(group, { learnt: app.model!.seen, others, occasions, span });
    this.#emit(finding);
    if (this.#told.size >= MAX_TOLD) this.#told.delete(this.#told.keys().next().value!);
    this.#told.set(idOf(group), matter);
    return true;
  }

  #emit(finding: ReturnType<typeof groupFinding>): void {
    if (this.#context.phase.reporting) this.#context.emit(finding);
  }

  #whoIs({ id, kinds }: Session): string {
    const first = this.#kinds.byNumber(kinds[0]!);
    return `${first === undefined ? 'id' : nameOfId(first.text, first.key)} ${quoted(id)}`;
  }

  readonly #kindOf = (name: string): Kind | undefined => this.#kinds.byNumber(Number(name));

  get #span(): number {
    return Math.max(0, this.#to - this.#from);
  }
}

const savedSequence = z.strictObject({
  version: z.literal(1),
  kinds: savedKinds,
  apps: z.array(savedApp).max(MAX_APPS),
  groups: savedGroups,
  habits: z.array(z.tuple([z.string(), z.number()], z.number())),
  told: z.array(z.tuple([z.string(), z.string()])).max(MAX_TOLD),
  span: z.tuple([z.number(), z.number(), z.number(), z.number()]).nullable(),
});
type SavedSequence = z.input<typeof savedSequence>;
