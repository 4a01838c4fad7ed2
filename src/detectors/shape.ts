import { z } from 'zod';
import { type Detector, type DetectorContext, defineDetector, type Feedback } from '../core/detector.ts';
import type { Event } from '../core/event.ts';
import { FLAG } from '../core/flags.ts';
import type { ModelReport } from '../core/model-report.ts';
import { stateInvalid } from '../core/state-invalid.ts';
import type { Template } from '../core/template.ts';
import { hashText } from '../kit/hash.ts';
import { correctedSurprise } from '../ml/index.ts';
import { ByTemplate } from './by-template.ts';
import { roleOf } from './host-role.ts';
import { HostSpells, savedHostSpells } from './host-spells.ts';
import { savedModels } from './model-keeper.ts';
import { MixRole, type Oddity, savedMixRole } from './shape-role.ts';
import { BUCKETS, MixWindow, savedWindow } from './shape-window.ts';
import { remarkOf } from './shape-words.ts';

const SECOND = 1000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MAX_HOSTS = 8192;
const MAX_ROLES = 64;
const MAX_TEMPLATES = 20_000;
/** A host not heard of for so long makes room. */
const UNHEARD = 7 * DAY;
/** Windows of different hosts end at different times, in steps of this. */
const STEP = 10 * SECOND;
/** What is so odd comes by chance once in twenty days. */
const LEAST = 1.3;
/** A mix is of several kinds of line: so many are odd, each by so much (nats). */
const KINDS = 2;
const ODD = 3;
/** The last day that a calendar holds, epoch ms. */
const LAST = 8.64e15;

export default defineDetector({
  name: 'shape',
  scope: 'fleet',
  question: 'Does a host write a mix of lines that hosts of its role never wrote?',
  optional: true,
  capped: ['host', 'of too many whose mix of lines was not looked at'],
  create: (context) => new Shapes(context),
});

interface Host {
  readonly name: string;
  readonly role: MixRole;
  window: MixWindow | null;
  /** End of its last window, epoch ms; before the first window there is none that is whole. */
  last: number;
  isWhole: boolean;
}

/**
 * Counts what each host writes in some minutes by kind of line, and asks a variational autoencoder of its role how
 * improbable that mix is. Surprising is what is odder than the mixes of the role have been so far, and odd in more than
 * one kind of line.
 */
class Shapes implements Detector {
  readonly #context: DetectorContext;
  #hosts = new Map<string, Host>();
  #roles = new Map<string, MixRole>();
  #buckets = newBuckets();
  #spells = new HostSpells('shape');
  #windows = 0;
  #from = Number.NaN;
  #to = Number.NaN;
  /** Hosts with a window by its end, epoch ms; and the first of these ends. */
  #open = new Map<number, Host[]>();
  #nextEnd = Number.POSITIVE_INFINITY;
  #nextHour = Number.NEGATIVE_INFINITY;
  /** Lines from before this time are of one in which nothing could be seen, epoch ms. */
  #unseen = Number.NEGATIVE_INFINITY;
  #sweptAt = Number.NEGATIVE_INFINITY;
  #overCap = 0;

  constructor(context: DetectorContext) {
    this.#context = context;
  }

  get overCap(): number {
    return this.#overCap;
  }

  observe(event: Event): void {
    const { received, host: name, template } = event;
    // With two passes the second one is read as if it were the only one.
    if (this.#context.phase.learning && this.#context.phase.segment >= 0) return;
    if (template === null || name === null || received < this.#unseen) return;
    if (!(Math.abs(received) <= LAST) || (event.flags & FLAG.no_time) !== 0) return;
    if (!(received >= this.#from)) this.#from = received;
    if (!(received <= this.#to)) this.#to = received;
    if (received >= this.#nextEnd) this.#close(received);
    const host = this.#hosts.get(name) ?? this.#newHost(name);
    if (host === null) return;
    host.window ??= this.#begin(host, received);
    const bucket = this.#bucketOf(template);
    host.role.name(bucket, template.text);
    // Before there is a model nobody asks what its kinds of line were.
    host.window.add(event, bucket, host.role.isReady);
  }

  measure(): void {}

  feedback(feedback: Feedback): void {
    this.#spells.hear(feedback);
    if (feedback.kind !== 'retrain' && feedback.kind !== 'rollback') return;
    const time = Number.isNaN(this.#to) ? 0 : this.#to;
    for (const role of this.#roles.values()) role.obey(feedback, time);
  }

  models(): readonly ModelReport[] {
    return [...this.#roles.values()].map((role) => role.report());
  }

  tick(time: number): void {
    if (time >= this.#nextEnd) this.#close(time);
    if (time < this.#nextHour) return;
    this.#nextHour = (Math.floor(time / HOUR) + 1) * HOUR;
    this.#buckets.settle();
    for (const role of this.#roles.values()) role.tick(time, this.#context.fits);
  }

  /** Windows of that time are not whole, and lines of it that are read later come all at once. */
  blind(_from: number, to: number): void {
    this.#unseen = to;
    for (const host of this.#hosts.values()) {
      host.window = null;
      host.isWhole = false;
    }
    this.#open.clear();
    this.#nextEnd = Number.POSITIVE_INFINITY;
  }

  learned(): void {
    for (const role of this.#roles.values()) role.drop();
    this.#hosts = new Map();
    this.#roles = new Map();
    this.#buckets = newBuckets();
    this.#spells = new HostSpells('shape');
    this.#windows = 0;
    this.#from = this.#to = Number.NaN;
    this.#open.clear();
    this.#nextEnd = Number.POSITIVE_INFINITY;
    this.#nextHour = this.#sweptAt = Number.NEGATIVE_INFINITY;
  }

  /** A window that is not over says nothing. */
  finish(): void {}

  snapshot(): SavedShapes {
    return {
      version: 2,
      roles: [...this.#roles.values()].map((role) => role.save()),
      models: [...this.#roles.values()].map((role) => role.saveModels()),
      hosts: [...this.#hosts.values()].map(({ name, role, window, last, isWhole }) => ({
        ...{ name, role: role.title, last: orNull(last), whole: isWhole },
        window: window?.save() ?? null,
      })),
      buckets: this.#buckets.saved().map(([id, { bucket }]) => [id, bucket]),
      spells: this.#spells.save(),
      clock: {
        ...{ windows: this.#windows, from: orNull(this.#from), to: orNull(this.#to) },
        ...{ nextHour: orNull(this.#nextHour), unseen: orNull(this.#unseen), sweptAt: orNull(this.#sweptAt) },
      },
    };
  }

  restore(state: unknown): void {
    const parsed = savedShapes.safeParse(state);
    if (!parsed.success) throw stateInvalid('shape', parsed.error);
    const { roles, models, hosts, buckets, spells, clock } = parsed.data;
    const { fits } = this.#context;
    this.learned();
    for (const [i, saved] of roles.entries()) {
      this.#roles.set(saved.name, MixRole.load(saved, { models: models[i] ?? [], fits }));
    }
    for (const { name, role, window, last, whole } of hosts) {
      const of = this.#roles.get(role);
      if (of === undefined) throw stateInvalid('shape', new Error(`there is no role of "${name}"`));
      const host: Host = {
        ...{ name, role: of, last: last ?? Number.NEGATIVE_INFINITY, isWhole: whole },
        window: window === null ? null : MixWindow.load(window),
      };
      this.#hosts.set(name, host);
      if (host.window !== null) this.#await(host, host.window.end);
    }
    for (const [id, bucket] of buckets) this.#buckets.restore(id, { bucket });
    this.#spells.load(spells);
    this.#windows = clock.windows;
    this.#from = clock.from ?? Number.NaN;
    this.#to = clock.to ?? Number.NaN;
    this.#nextHour = clock.nextHour ?? Number.NEGATIVE_INFINITY;
    this.#unseen = clock.unseen ?? Number.NEGATIVE_INFINITY;
    this.#sweptAt = clock.sweptAt ?? Number.NEGATIVE_INFINITY;
  }

  /** Windows that are over by then are judged, then learnt. */
  #close(time: number): void {
    const over = [...this.#open.keys()].filter((end) => end <= time).sort((a, b) => a - b);
    for (const end of over) {
      const hosts = this.#open.get(end)!;
      this.#open.delete(end);
      // In an order that a restart does not change.
      hosts.sort((a, b) => (a.name < b.name ? -1 : 1));
      for (const host of hosts) {
        const window = host.window!;
        host.window = null;
        host.last = end;
        if (host.isWhole) this.#judge(host.role, window);
        host.isWhole = true;
      }
    }
    this.#nextEnd = [...this.#open.keys()].reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  }

  #judge(role: MixRole, window: MixWindow): void {
    this.#windows++;
    const oddity = role.judge(window);
    role.learn(window, oddity, oddity === null || !this.#tell(role, window, oddity));
  }

  /** Tells of a mix; false where it is usual enough to be learnt. */
  #tell(role: MixRole, window: MixWindow, oddity: Oddity): boolean {
    if (oddity.strange.filter(({ excess }) => excess >= ODD).length < KINDS) return false;
    const days = Math.max(1, (this.#to - this.#from) / DAY);
    const surprise = correctedSurprise(oddity.raw, this.#windows / days);
    if (surprise < LEAST) return false;
    const finding = this.#spells.take(remarkOf(window, oddity, { role, surprise }));
    if (finding === null) return false;
    if (this.#context.phase.reporting) this.#context.emit(finding);
    return true;
  }

  #begin(host: Host, time: number): MixWindow {
    const { period } = host.role;
    const steps = period / STEP;
    const offset = (Number.parseInt(hashText(host.name).slice(0, 8), 16) % steps) * STEP;
    const from = Math.floor((time - offset) / period) * period + offset;
    this.#await(host, from + period);
    return new MixWindow(host.name, from, from + period);
  }

  #await(host: Host, end: number): void {
    const hosts = this.#open.get(end);
    if (hosts === undefined) this.#open.set(end, [host]);
    else hosts.push(host);
    this.#nextEnd = Math.min(this.#nextEnd, end);
  }

  #newHost(name: string): Host | null {
    if (this.#hosts.size >= MAX_HOSTS) this.#forgetOld();
    if (this.#hosts.size >= MAX_HOSTS) {
      this.#overCap++;
      return null;
    }
    const of = roleOf(name);
    // Roles beyond the cap are one.
    const known = this.#roles.get(of) ?? (this.#roles.size < MAX_ROLES - 1 ? undefined : this.#roles.get(''));
    const role = known ?? new MixRole(this.#roles.size < MAX_ROLES - 1 ? of : '');
    this.#roles.set(role.title, role);
    const host: Host = { name, role, window: null, last: Number.NEGATIVE_INFINITY, isWhole: false };
    this.#hosts.set(name, host);
    return host;
  }

  #forgetOld(): void {
    // Once an hour: when nothing is old, looking for it at each line would cost more than everything else.
    if (this.#to - this.#sweptAt < HOUR) return;
    this.#sweptAt = this.#to;
    for (const [name, { window, last }] of this.#hosts)
      if (window === null && this.#to - last > UNHEARD) this.#hosts.delete(name);
  }

  #bucketOf(template: Template): number {
    return this.#buckets.of(template, () => ({ bucket: hashed(template.id) }))?.bucket ?? hashed(template.id);
  }
}

/** What was generalised stays in the bucket of what it was. */
function newBuckets(): ByTemplate<{ bucket: number }> {
  return new ByTemplate(MAX_TEMPLATES, (into, from) => {
    into.bucket = from.bucket;
  });
}

function hashed(id: string): number {
  return Number.parseInt(hashText(id).slice(0, 8), 16) % BUCKETS;
}

/** JSON has neither NaN nor infinities. */
function orNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

const when = z.number().nullable();
const savedShapes = z.strictObject({
  version: z.literal(2),
  roles: z.array(savedMixRole).max(MAX_ROLES),
  /** In the order of the roles. */
  models: z.array(savedModels).max(MAX_ROLES),
  hosts: z
    .array(
      z.strictObject({
        ...{ name: z.string(), role: z.string(), last: when, whole: z.boolean() },
        window: savedWindow.nullable(),
      }),
    )
    .max(MAX_HOSTS),
  buckets: z.array(
    z.tuple([
      z.string(),
      z
        .int()
        .min(0)
        .max(BUCKETS - 1),
    ]),
  ),
  spells: savedHostSpells,
  clock: z.strictObject({
    windows: z.int().min(0),
    ...{ from: when, to: when, nextHour: when, unseen: when, sweptAt: when },
  }),
});
type SavedShapes = z.input<typeof savedShapes>;
