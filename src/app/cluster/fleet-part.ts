import type { BusStatus } from '../../core/bus.ts';
import type { Announcement, BusSection, FleetLag } from '../../core/fleet.ts';
import type { Notice } from '../../core/notice.ts';
import { ANNOUNCE_EVERY, announcementText, fleetOf, lagOf } from './fleet.ts';
import { FleetWatch } from './fleet-watch.ts';
import { wrongWith } from './fleet-wrong.ts';
import { RecentRates } from './recent-rates.ts';
import type { Role, Works } from './works.ts';

/** How often it is looked at others, ms: by the one that decides, and by the others. */
const [LOOK_EVERY, GLANCE_EVERY] = [5000, 10_000];
/** What was seen longer ago is not said any more, ms. */
const STALE = 60_000;
/** Ms that the last words may take. */
const LAST_WORDS = 1000;
/** What the one leads that decides. */
const DECIDES = 'decide';

/** What a process tells others of itself, but who it is. */
export type Said = Pick<
  Announcement,
  'leads' | 'owns' | 'waiting' | 'counters' | 'keepsEvery' | 'troubles'
> & {
  readonly lines: number;
  readonly events: number;
  readonly underWayBytes: number;
};

export interface FleetPartOptions {
  /** Name of this process among all; another one each time it starts. */
  readonly name: string;
  readonly version: string;
  readonly roles: ReadonlySet<string>;
  /** Ms by which the broker's clock is ahead. */
  readonly ahead: () => number;
  readonly said: () => Said;
}

/**
 * A process as one of a fleet: says every few seconds that it is there and what it does, and looks at the others. The
 * one that decides says what is wrong with them all; the others say when nobody decides.
 */
export class FleetPart implements Role {
  readonly #works: Works;
  readonly #options: FleetPartOptions;
  readonly #started: string;
  readonly #startedAt = performance.now();
  readonly #rates = new RecentRates();
  readonly #watch = new FleetWatch();
  #decides = false;
  #saidAt = Number.NEGATIVE_INFINITY;
  #saidOf = '';
  #lookedAt = Number.NEGATIVE_INFINITY;
  #saying: Promise<void> | null = null;
  #looking = false;
  #lag: { readonly at: number; readonly rows: readonly FleetLag[] } | null = null;
  #over = false;

  constructor(works: Works, options: FleetPartOptions) {
    this.#works = works;
    this.#options = options;
    this.#started = new Date(works.now()).toISOString();
  }

  async start(): Promise<void> {
    this.second();
  }

  second(): void {
    const at = performance.now();
    const said = this.#options.said();
    this.#rates.look(at, said);
    // Who leads and who owns what is said at once.
    const of = JSON.stringify([said.leads.map(({ unit }) => unit), said.owns]);
    if (at - this.#saidAt >= ANNOUNCE_EVERY || of !== this.#saidOf) this.#say(said, at, of);
    const decides = said.leads.some(({ unit }) => unit === DECIDES);
    if (this.#decides && !decides) this.#handOver();
    this.#decides = decides;
    if (at - this.#lookedAt < (decides ? LOOK_EVERY : GLANCE_EVERY) || this.#looking || this.#over) return;
    this.#lookedAt = at;
    this.#looking = true;
    void this.#look().finally(() => {
      this.#looking = false;
    });
  }

  /** Says that it ends. Safe to call twice. */
  async stop(): Promise<void> {
    if (this.#over) return;
    this.#over = true;
    await within(
      LAST_WORDS,
      (async () => {
        await this.#saying;
        await this.#announce(this.#options.said(), true);
      })(),
    );
  }

  /** How it stands with its bus. */
  status(): BusSection {
    const { leads, owns } = this.#options.said();
    const { connected, trouble, published, taken, dead, lost }: BusStatus = this.#works.bus.status();
    const lag = this.#lag !== null && performance.now() - this.#lag.at < STALE ? this.#lag.rows : null;
    return {
      roles: [...this.#options.roles],
      leads: leads.map(({ unit, fence }) => ({ unit, fence })),
      ...{ owns, connected, trouble, published, taken, dead, lost, lag },
    };
  }

  #say(said: Said, at: number, of: string): void {
    // While the bus is away one waits, and it says what is true then no more.
    if (this.#saying !== null || this.#over) return;
    this.#saidAt = at;
    this.#saidOf = of;
    this.#saying = this.#announce(said, false).finally(() => {
      this.#saying = null;
    });
  }

  /** Never rejects: that the bus does not take it is said by the bus. */
  async #announce({ lines, events, ...said }: Said, ends: boolean): Promise<void> {
    const { bus, config, node } = this.#works;
    const { name, version, roles, ahead } = this.#options;
    const { shards: raw, detect_shards: shards } = config.cluster;
    const [linesPerSecond, eventsPerSecond] = this.#rates.perSecond;
    const text = announcementText({
      ...{ schemaVersion: 1, node, pid: process.pid, version, started: this.#started, ends },
      seconds: Math.round((performance.now() - this.#startedAt) / 100) / 10,
      ...{ roles: [...roles], shards: { raw, events: shards }, linesPerSecond, eventsPerSecond },
      ...{ ...said, clockAheadMs: ahead() },
    });
    await bus.announce(name, text).catch(() => {});
  }

  async #look(): Promise<void> {
    const { bus, config } = this.#works;
    try {
      const [announced, lags] = await Promise.all([bus.announced(), bus.lag()]);
      const lag = lagOf(lags);
      const at = performance.now();
      this.#lag = { at, rows: lag };
      const wanted = { config, told: this.#watch.told };
      const wrong = wrongWith({ living: fleetOf(announced).living, lag }, wanted);
      const ours = this.#decides ? wrong : wrong.filter(({ about }) => about === `fleet:${DECIDES}`);
      this.#tell(this.#watch.look(ours, at));
    } catch {
      // A bus that is away, or was closed meanwhile, says so by itself.
    }
  }

  /** Another decides, and looks after what this one told. */
  #handOver(): void {
    const over = this.#watch.look([], performance.now());
    this.#tell(over.map((one) => ({ ...one, text: 'another decides, and looks after it' })));
  }

  #tell(notices: readonly Notice[]): void {
    const { now, notice } = this.#works;
    for (const one of notices) notice({ ...one, time: now() });
  }
}

/** Resolves when the work is done, or it has had its time. */
async function within(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((done) => {
    timer = setTimeout(done, ms);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}
