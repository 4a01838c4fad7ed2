import type { LiveInputStatus } from '../core/live-source.ts';
import type { AnalystStatus, DashboardStatus, InputStatus, Status } from '../core/status.ts';
import type { InputReading } from '../health/watchdog.ts';
import { diskSpace } from '../store/disk-room.ts';
import type { Store } from '../store/store.ts';
import type { DaemonStatus, Watched } from './daemon-options.ts';
import type { MessagesOut } from './messages-out.ts';
import type { WebThreadStatus } from './web/thread.ts';

/** The parts of a running logsift that a status is made of. */
export interface StatusParts {
  readonly daemon: Watched;
  readonly messages: Pick<MessagesOut, 'counters' | 'channels' | 'troubles'>;
  readonly store: Store;
  readonly node: string;
  readonly version: string;
  /** Absent where no language model is asked. */
  readonly analyst?: { status(): AnalystStatus } | undefined;
}

/** What the one who asks knows beside them. */
export interface StatusMoment {
  /** Epoch ms. */
  readonly now: number;
  readonly stopping: boolean;
  /** Why nothing gets through; null while lines do. */
  readonly stalled: string | null;
  readonly longestTurnMs: number;
  readonly stalls: number;
  readonly rates: LineRates;
  /** Null where nothing is served. */
  readonly web: WebThreadStatus | null;
}

/** Puts together what `status` and `/metrics` say. */
export function statusOf(parts: StatusParts, moment: StatusMoment): Status {
  const { daemon, messages, store } = parts;
  const of = daemon.status();
  const { now, rates } = moment;
  const { budget, hushed } = daemon.passed();
  const { findings, belowLine, grouped, told, withheld, waiting } = messages.counters.grouping;
  const inputs = of.inputs.map((input) => inputStatus(input, daemon, rates));
  return {
    ...{ schemaVersion: 1, version: parts.version, pid: process.pid, node: parts.node },
    ...{ startedAt: iso(of.startedAt) ?? iso(now)!, time: iso(now)!, ready: of.ready },
    state: stateOf(of, moment),
    pipeline: pipelineStatus(daemon, rates),
    inputs,
    incidents: { ...budget, hushed, silenced: of.silences.hidden },
    silences: { active: of.silences.active },
    changes: daemon.status().changes,
    ...(of.senders === undefined ? {} : { senders: of.senders }),
    ...(of.bus === undefined ? {} : { bus: of.bus }),
    findings: { findings, belowLine, grouped, told, withheld, waiting },
    channels: messages.channels.map((channel) => ({ ...channel, oldest: iso(channel.oldest) })),
    analyst: parts.analyst?.status() ?? null,
    dashboard: moment.web === null ? null : dashboardStatus(moment.web),
    storage: storageStatus(store, of.ring),
    process: {
      rssBytes: process.memoryUsage.rss(),
      cpuSeconds: seconds(process.cpuUsage()),
      longestTurnMs: Math.round(moment.longestTurnMs),
      stalls: moment.stalls,
    },
    troubles: [
      ...messages.troubles.map(({ about, text, time }) => ({ about, text, since: iso(time) ?? iso(now)! })),
      ...(moment.stalled === null ? [] : [{ about: 'pipeline', text: moment.stalled, since: iso(now)! }]),
    ],
  };
}

function dashboardStatus({ restarts, published, dropped, counters }: WebThreadStatus): DashboardStatus {
  const none = { clients: 0, joined: 0, left: 0, slow: 0, ended: 0, refused: 0, throttled: 0 };
  const { clients: listeners, joined, left, slow, ended, refused, throttled } = counters ?? none;
  return { restarts, published, dropped, listeners, joined, left, slow, ended, refused, throttled };
}

/** What the watchdog is told of inputs. */
export function inputReadings({ daemon }: StatusParts): InputReading[] {
  return daemon.status().inputs.map(({ key, name, lines, lastSeen, trouble }) => {
    const { events, unparsed } = daemon.reading(key);
    return { key, name, lines, lastSeen, trouble, events, unparsed };
  });
}

/** Lines that inputs handed over; some of them are still on their way. */
export function linesIn(daemon: Watched): number {
  const { inputs, lines } = daemon.status();
  // An input that is gone takes its count with it.
  return Math.max(
    lines,
    inputs.reduce((all, input) => all + input.lines, 0),
  );
}

const SPAN = 60_000;
const EVERY = 5_000;

/** Lines per second over the last minute, of all inputs and of each. */
export class LineRates {
  #looks: { readonly at: number; readonly all: number; readonly by: ReadonlyMap<string, number> }[] = [];

  /** @param at ms of a clock that is never set */
  look(at: number, daemon: Watched): void {
    if (at - (this.#looks.at(-1)?.at ?? Number.NEGATIVE_INFINITY) < EVERY) return;
    const { inputs, lines } = daemon.status();
    this.#looks.push({ at, all: lines, by: new Map(inputs.map((input) => [input.key, input.lines])) });
    while (this.#looks.length > 2 && at - this.#looks[1]!.at >= SPAN) this.#looks.shift();
  }

  all(): number {
    return this.#rate(({ all }) => all);
  }

  of(key: string): number {
    return this.#rate(({ by }) => by.get(key) ?? 0);
  }

  #rate(count: (look: { all: number; by: ReadonlyMap<string, number> }) => number): number {
    const [first, last] = [this.#looks[0], this.#looks.at(-1)];
    if (first === undefined || last === undefined || last.at <= first.at) return 0;
    return Math.max(0, Math.round((10_000 * (count(last) - count(first))) / (last.at - first.at)) / 10);
  }
}

function pipelineStatus(daemon: Watched, rates: LineRates): Status['pipeline'] {
  const { lines, events, inputs, underWay, snapshots } = daemon.status();
  const { own, capped } = daemon.passed();
  const all = daemon.readings();
  const empty = sum(all, (one) => one.empty);
  const [read, unparsed] = [sum(all, (one) => one.events), sum(all, (one) => one.unparsed)];
  const came = linesIn(daemon);
  return {
    ...{ linesIn: came, lines, events, empty },
    own,
    folded: Math.max(0, lines - events - empty - own),
    underWay: came - lines,
    underWayBytes: underWay,
    dropped: sum(inputs, ({ dropped }) => sum(Object.values(dropped), (count) => count)),
    linesPerSecond: rates.all(),
    understood: share(read, unparsed),
    capped: [...capped],
    snapshots: { ...snapshots, last: iso(snapshots.last), lastMs: Math.round(snapshots.lastMs) },
  };
}

function inputStatus(input: LiveInputStatus, daemon: Watched, rates: LineRates): InputStatus {
  const { key, name, lines, bytes, lastSeen, dropped, behind, trouble } = input;
  const { events, unparsed } = daemon.reading(key);
  return {
    ...{ key, name, lines, bytes, dropped, trouble },
    lastSeen: iso(lastSeen),
    linesPerSecond: rates.of(key),
    understood: share(events, unparsed),
    behind: Number.isNaN(behind) ? null : behind,
  };
}

function storageStatus(store: Store, ring: DaemonStatus['ring']): Status['storage'] {
  const { free, size } = diskSpace(store.folder);
  return {
    ...{ folder: store.folder, freeBytes: free, sizeBytes: size, shed: Object.fromEntries(store.shed) },
    ring:
      ring === null
        ? null
        : {
            ...{ lines: ring.counters.lines, dropped: ring.counters.droppedLines, bytes: ring.held.bytes },
            ...{
              maxBytes: ring.maxBytes,
              oldest: iso(ring.held.oldest ?? Number.NaN),
              keeping: ring.keeping,
            },
          },
  };
}

function stateOf(of: DaemonStatus, { stopping, stalled }: StatusMoment): Status['state'] {
  if (stopping) return 'stopping';
  if (!of.ready) return 'starting';
  if (stalled !== null) return 'stalled';
  return of.caughtUp ? 'running' : 'catching-up';
}

function share(events: number, unparsed: number): number | null {
  return events === 0 ? null : Math.round(1000 * (1 - unparsed / events)) / 1000;
}

function sum<T>(list: readonly T[], of: (one: T) => number): number {
  return list.reduce((all, one) => all + of(one), 0);
}

function seconds({ user, system }: NodeJS.CpuUsage): number {
  return Math.round((user + system) / 1e4) / 100;
}

function iso(ms: number): string | null {
  return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : null;
}
