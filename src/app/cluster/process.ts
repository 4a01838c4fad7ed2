import { hash, randomBytes } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Bus } from '../../core/bus.ts';
import type { Notice } from '../../core/notice.ts';
import { Store } from '../../store/store.ts';
import type { Config } from '../config.ts';
import { plannedSources } from '../daemon-sources.ts';
import { machineInputs } from '../machine-inputs.ts';
import { logNotice } from '../own-log.ts';
import type { RunOptions } from '../run-options.ts';
import { BusClock } from './bus-clock.ts';
import { busOf } from './bus-of.ts';
import { clockTold } from './clock-told.ts';
import { Collector } from './collect.ts';
import { DetectRole } from './detect.ts';
import { FilterRole } from './filter.ts';
import { FleetPart } from './fleet-part.ts';
import { type Deciding, fleetSaid } from './fleet-said.ts';
import { KeptEvents } from './kept-events.ts';
import { NoticeBook } from './notice-book.ts';
import type { RoleName } from './roles.ts';
import { StoreOnBus } from './store-on-bus.ts';
import { unlessClosed } from './unless-closed.ts';
import type { Role, Works } from './works.ts';

/** Ms after which a process that is to end does without the broker. */
const LATEST = 6000;

/** Seconds after which it is said that a clock is off. */
const CLOCK_PATIENCE = 5;

/** Everything that a process of a cluster does but deciding: it is made, begins, and ends in the other order. */
export class ClusterProcess {
  readonly bus: Bus;
  readonly store: Store;
  readonly works: Works;
  readonly book: NoticeBook;
  readonly roles: ReadonlySet<RoleName>;
  readonly collector: Collector | null;
  readonly filter: FilterRole | null;
  readonly detect: DetectRole | null;
  /** Where the common store is followed. */
  readonly common: StoreOnBus | null;
  readonly kept: KeptEvents | null;
  /** This process as one of all. */
  readonly fleet: FleetPart;
  /** What it decides, while it does. */
  deciding: Deciding | null = null;
  /** Rejects with what it cannot go on with. */
  readonly failed: Promise<never>;
  /** Is told what is wrong, beside the book: the one that decides tells people by itself. */
  listener: ((notice: Notice) => void) | null = null;
  /** Is told of every kept event. */
  onEvent: ConstructorParameters<typeof KeptEvents>[0]['onEvent'] = () => {};
  readonly #clock: BusClock;
  readonly #over = new AbortController();
  /** Seconds for which it was another than what was told of it. */
  #clockTurned = 0;
  #clockIsOff = false;
  readonly #parts: readonly Role[];
  #late: NodeJS.Timeout | null = null;

  /** Throws STATE_LOCKED, STATE_FILE. */
  constructor(
    { config, log, version }: Pick<RunOptions, 'config' | 'log' | 'version'>,
    roles: ReadonlySet<RoleName>,
  ) {
    this.roles = roles;
    const clock = new BusClock(Date.now);
    this.#clock = clock;
    const now = () => clock.now();
    const failed = Promise.withResolvers<never>();
    failed.promise.catch(() => {});
    this.failed = failed.promise;
    const notice = (one: Notice) => {
      if (this.listener === null) {
        logNotice(log, one);
        this.book.take(one);
      } else {
        this.listener(one);
        this.book.note(one);
      }
    };
    const { folder } = config.state;
    const life = randomBytes(8).toString('hex');
    this.store = Store.open({ folder, now, notice });
    const node = config.node.name;
    const name = `${node}-${life}`;
    this.bus = busOf(config, { member: name, notice, now: Date.now, random: Math.random });
    this.book = new NoticeBook({ bus: this.bus, node, now });
    const fail = (error: Error) => failed.reject(error);
    this.works = {
      ...{ bus: this.bus, config, store: this.store, node, notice, now, failed: fail },
      // What waits on a disk is better small; in memory between fast machines time is dearer.
      compress: config.cluster.compress ?? config.bus!.type === 'kafka',
      heard: (time) => clock.heard(time),
    };
    const looksOn = roles.has('decide') || roles.has('serve');
    const replicated = looksOn || roles.has('detect');
    this.common = replicated ? new StoreOnBus({ ...this.works, node: folderName(folder, node), life }) : null;
    this.kept = looksOn ? new KeptEvents({ ...this.works, onEvent: (event) => this.onEvent(event) }) : null;
    this.collector = roles.has('collect') ? this.#collector(config, log) : null;
    this.filter = roles.has('filter') ? new FilterRole(this.works) : null;
    this.detect = roles.has('detect') ? new DetectRole(this.works, this.common!) : null;
    this.fleet = new FleetPart(this.works, {
      ...{ name, version, roles, ahead: () => clock.ahead, said: () => fleetSaid(this) },
    });
    this.#parts = [this.fleet, this.filter, this.detect, this.collector].filter((role) => role !== null);
  }

  #collector(config: Config, log: RunOptions['log']): Collector {
    const plan = plannedSources(config, () => machineInputs());
    for (const note of plan.notes) log.warn(note);
    return new Collector(this.works, plan, log);
  }

  /** Throws BUS_INVALID, and what keeps a source from ever working. */
  async start(): Promise<void> {
    await this.bus.start();
    this.common?.start();
    this.kept?.start();
    void this.#followTime().catch(this.works.failed);
    for (const part of this.#parts) await part.start();
  }

  /** To be called every second. */
  second(): void {
    for (const part of this.#parts) part.second();
    this.#lookAtClock();
    this.common?.second();
    this.kept?.second();
  }

  /** It is about to end: what waits for a broker that is away does so no longer than a moment. */
  ending(): void {
    this.#late ??= setTimeout(() => void this.bus.stop(), LATEST);
  }

  /** What is said on the bus all the time tells how late it is there. */
  async #followTime(): Promise<void> {
    const { signal } = this.#over;
    for await (const entries of this.bus.follow('clock', 0, { after: 'newest', signal }))
      this.works.heard(entries.at(-1)!.time);
  }

  #lookAtClock(): void {
    const { ahead } = this.#clock;
    const turned = this.#clockIsOff !== (ahead !== 0);
    this.#clockTurned = turned ? this.#clockTurned + 1 : 0;
    // What waited on the bus for long is no clock: what is fresh says so soon.
    if (this.#clockTurned < CLOCK_PATIENCE) return;
    this.#clockTurned = 0;
    this.#clockIsOff = ahead !== 0;
    const { node: of, notice, now } = this.works;
    notice(clockTold({ of, ahead, remedy: 'it goes by the time of the bus meanwhile', time: now() }));
  }

  /** Those who take lines in end first, so that the others see what they had. */
  async stop(): Promise<void> {
    this.#over.abort();
    this.ending();
    const parts = [...[...this.#parts].reverse(), this.kept, this.common];
    for (const part of parts) await part?.stop().catch(unlessClosed);
    clearTimeout(this.#late!);
    await this.bus.stop();
    this.store.close();
  }
}

/** What a state folder is called among those of all nodes: the same whenever it is opened. */
function folderName(folder: string, node: string): string {
  const place = hash('sha256', `${hostname()}\0${realpathSync(folder)}`).slice(0, 8);
  return `${node.slice(0, 40)}-${place}`;
}
