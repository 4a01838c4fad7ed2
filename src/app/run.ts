import { join } from 'node:path';
import { nextHour } from '../alerts/digest-time.ts';
import { LogsiftError } from '../core/errors.ts';
import type { Finding } from '../core/finding.ts';
import type { Notice } from '../core/notice.ts';
import { count } from '../core/words.ts';
import type { Decision } from '../incidents/budget.ts';
import type { HurriedClock } from '../kit/hurried-clock.ts';
import { ExpectedList } from '../store/expected.ts';
import { Outbox } from '../store/outbox.ts';
import { Store } from '../store/store.ts';
import { analystOf } from './analyst-of.ts';
import { messageWords, withAdvice } from './analyst-words.ts';
import { channelsOf } from './channels.ts';
import { type Config, changesOf, type LoadedConfig } from './config.ts';
import { Daemon } from './daemon.ts';
import { plannedSources } from './daemon-sources.ts';
import { DailyMessages, type DailyMessagesOptions } from './daily-messages.ts';
import { Health } from './health.ts';
import { pageOf } from './incidents-now.ts';
import { KnownUsers } from './known-users.ts';
import { Links } from './links.ts';
import { machineInputs } from './machine-inputs.ts';
import { MessagesOut } from './messages-out.ts';
import { logNotice, type OwnLog } from './own-log.ts';
import { Playbooks } from './playbooks.ts';
import { Remediation } from './remediation.ts';
import { subjectsOf } from './routing.ts';
import { topologyOf } from './topology-of.ts';
import { WebFeed } from './web/feed.ts';
import { type KeepLink, signInLink, writtenOf } from './web/link.ts';
import type { WrittenConfig } from './web/plan.ts';

/** The digest of what was withheld leaves at this hour. */
const DIGEST_HOUR = 8;
/** Ms for which what is told of an incident goes on in its message. */
const REMEMBERED = 30 * 86_400_000;
const EXPECTED_EVERY = 10_000;
const DRAIN = 8000;

export interface RunOptions {
  readonly config: Config;
  /** Reads the configuration again; throws CONFIG_INVALID. */
  readonly reload: () => LoadedConfig;
  /** Calls back when the configuration is to be read again, and files that are written to may have been rotated. */
  readonly onReload: (reload: () => void) => void;
  readonly version: string;
  readonly log: OwnLog;
  /** Standard output: where the channel `terminal` and `output: stdout` write; false when nobody reads it. */
  readonly stdout: (text: string) => boolean;
  /** Its width, when it is a terminal. */
  readonly columns?: number | undefined;
  readonly env: NodeJS.ProcessEnv;
  /** Aborts when it is to end. */
  readonly signal: AbortSignal;
  /** A clock that it runs by instead of the wall clock: a demo. `time` (epoch ms) may be behind `clock`, never ahead. */
  readonly clock?: HurriedClock;
  readonly time?: () => number;
  /** Progress of the first run, in lines. */
  readonly onWarm?: (lines: number) => void;
  /** What was written before is learnt, and every source is open. */
  readonly onRunning?: () => void;
  /** The configuration as a person looks at it. */
  readonly written?: WrittenConfig;
  /** The dashboard is served; the address signs in, once. Said in the log where absent. */
  readonly onDashboard?: (url: string) => void;
}

/**
 * logsift around the clock, from the configuration to the last message, until `signal` aborts. A changed configuration
 * is taken up as a whole: everything is kept and begun again with it within a second or two; one that is wrong, or that
 * cannot work, leaves the running one. Rejects with what keeps it from ever working: a locked or unusable state folder,
 * a port in use, a source that cannot be.
 */
export async function run(options: RunOptions): Promise<void> {
  const { log, signal } = options;
  const turn = new Turn(options);
  let { config, written } = options;
  let before: Config | null = null;
  while (!signal.aborted) {
    let running = false;
    try {
      await once({ ...options, config, ...(written === undefined ? {} : { written }) }, turn, () => {
        running = true;
        options.onRunning?.();
      });
    } catch (error) {
      if (before === null || running || !(error instanceof LogsiftError)) throw error;
      log.error(`the new configuration cannot work, so the one before is used: ${error.message}`);
      config = before;
      before = null;
      continue;
    }
    const next = turn.take();
    if (next === null) return;
    before = config;
    ({ config, written } = next);
    log.level = config.log.level;
  }
}

/** Decides what becomes of a request to reload. */
class Turn {
  #next: { readonly config: Config; readonly written: WrittenConfig } | null = null;
  #asked = Promise.withResolvers<void>();
  #config: Config;
  #reopen: () => void = () => {};

  constructor({ config, reload, onReload, log }: RunOptions) {
    this.#config = config;
    onReload(() => {
      this.#reopen();
      try {
        const loaded = reload();
        for (const note of loaded.notes) log.warn(note);
        const changed = changesOf(this.#config, loaded.config);
        if (changed.length === 0) {
          log.info('the configuration is as it was');
          return;
        }
        log.info(`the configuration changed (${changed.join(', ')}): taking it up`);
        this.#config = loaded.config;
        this.#next = { config: loaded.config, written: writtenOf(loaded) };
        this.#asked.resolve();
      } catch (error) {
        log.error(`the running configuration stays, as the new one is wrong: ${(error as Error).message}`);
      }
    });
  }

  /** A run begins: resolves when another configuration is to be taken up. */
  begin(reopen: () => void): Promise<void> {
    this.#reopen = reopen;
    return this.#asked.promise;
  }

  /** The configuration to go on with; null when no other was asked for. */
  take(): { readonly config: Config; readonly written: WrittenConfig } | null {
    const next = this.#next;
    this.#next = null;
    this.#asked = Promise.withResolvers<void>();
    return next;
  }
}

/** One configuration's life. */
async function once(options: RunOptions, turn: Turn, onRunning: () => void): Promise<void> {
  const { config, log, env, version } = options;
  const parts: { daemon?: Daemon; messages?: MessagesOut } = {};
  const { clock, time: wall = Date.now } = options;
  const now = () => parts.daemon?.now() ?? wall();
  const notice = (one: Notice) => {
    logNotice(log, one);
    parts.messages?.notice(one);
  };
  const plan = plannedSources(config, () => machineInputs());
  for (const note of plan.notes) log.warn(note);
  const { folder } = config.state;
  const store = Store.open({ folder, now, notice });
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => {});
  try {
    const expected = new ExpectedNow(folder, log);
    await expected.refresh(now());
    const remediation = new Remediation({
      ...{ playbooks: new Playbooks(config), store, now },
      log: (level, text) => log[level](text),
    });
    const { public_url: publicUrl } = config.http;
    const links =
      publicUrl === undefined
        ? null
        : new Links({ ...{ publicUrl, store, remediation, now }, timeZone: config.timezone });
    const messages = messagesOut(options, {
      ...{ store, now, links },
      tellsOf: (id) => parts.daemon?.pipeline.budget.pageOf(id) ?? null,
    });
    parts.messages = messages;
    const analyst = analystOf(config, {
      ...{ store, notice, now },
      users: new KnownUsers(() => parts.daemon?.pipeline.live.engine.miner.templates() ?? []),
      isPaged: (id) => parts.daemon?.pipeline.budget.pageOf(id) != null,
      explained: (analysis, { id, aliases, headline }) =>
        messages.explained({ ids: [id, ...aliases], headline, sentences: messageWords(analysis) }),
      log: (level, text) => log[level](text),
    });
    let health: Health | null = null;
    const feed = new WebFeed({
      isWatched: (topic) => health?.web?.isWatched(topic) === true,
      publish: (topic, data) => health?.web?.publish(topic, data),
    });
    const daemon = new Daemon({
      ...{ config, plan, store, ringFolder: join(folder, 'ring'), stdout: options.stdout, notice, feed },
      ...(options.time === undefined ? {} : { clock: wall }),
      expected: (incident, at) => expected.covers(pageOf(incident), at),
      onIncidents(decided) {
        const of = (...wanted: readonly Decision[]) =>
          decided.filter(({ decision }) => wanted.includes(decision)).map(({ incident }) => incident);
        const told = (...wanted: readonly Decision[]) =>
          of(...wanted).map((incident) =>
            remediation.withOffers(withAdvice(pageOf(incident), incident), incident),
          );
        remediation.offer(of('page', 'update'));
        const subjects = config.routes === undefined ? undefined : subjectsOf(decided);
        messages.findings(told('page', 'update'), subjects);
        messages.withheld(told('digest'), subjects);
        messages.below(told('below').length);
        // Who was to be told was: what is made of it comes after.
        analyst?.take(decided);
        feed.incidents(decided.map(({ incident }) => incident));
      },
      onSecond(at) {
        void expected.refresh(at);
        health?.second(at);
        daily?.second(at);
        analyst?.second(at);
        feed.second();
      },
      onFailure: (error) => failed.reject(error),
    });
    parts.daemon = daemon;
    const daily = dailyMessages(options, {
      ...{ store, daemon, status: () => health?.status() ?? null },
      summary: analyst === null ? undefined : (report) => analyst.summary(report),
    });
    health = new Health({
      ...{ daemon, messages, store, node: config.node.name, version, config, env, notice },
      links: links?.pages,
      analyst: analyst ?? undefined,
      onWatch: () => feed.look(),
      web: { written: options.written ?? null, clock: clock ?? null },
    });
    await health.start();
    sayWhere(options, health, store);
    analyst?.recall();
    remediation.start();
    const reload = turn.begin(() => daemon.reopen());
    try {
      await lived(options, { daemon, messages, ended: Promise.race([failed.promise, reload]), onRunning });
    } finally {
      await health.stopping();
      await daemon.stop();
      await analyst?.stop();
      await Promise.all([messages.stop(DRAIN), remediation.stop(DRAIN)]);
      await health.stop();
    }
  } finally {
    store.close();
  }
}

/** Says where the dashboard is, or why there is none. What goes into the journal signs nobody in: many may read that. */
function sayWhere({ config, log, env, onDashboard }: RunOptions, { web }: Health, store: Store): void {
  if (web === null) return;
  for (const remark of web.remarks) log.error(remark);
  const { url } = web;
  if (url === null) return;
  const keep: KeepLink = (mark, until) =>
    void store.write('sessions', () => store.sessions.putLink(mark, until));
  if (onDashboard === undefined && env.JOURNAL_STREAM !== undefined) {
    log.info(`the dashboard is at ${url}; logsift dashboard prints a link that signs in`);
    return;
  }
  const link = signInLink(url, config, { keep, now: Date.now() });
  if (onDashboard === undefined) log.info(`the dashboard is at ${link}`);
  else onDashboard(link);
}

interface Living {
  readonly daemon: Daemon;
  readonly messages: MessagesOut;
  /** Resolves when another configuration is to be taken up; rejects when nothing comes any more. */
  readonly ended: Promise<void>;
  readonly onRunning: () => void;
}

/** From the first line to the signal to end. */
async function lived(
  { log, signal, config, onWarm }: RunOptions,
  { daemon, messages, ended, onRunning }: Living,
): Promise<void> {
  messages.start();
  const warm = await daemon.start(signal, onWarm ?? (() => {}));
  onRunning();
  if (warm !== null) {
    const learnt = `${count(warm.events, 'line')} of ${count(warm.inputs, 'input')}`;
    log.info(`learnt from ${learnt} that were there before`);
    for (const { reason } of warm.unread) log.warn(reason);
  }
  if (signal.aborted) return;
  const inputs = daemon.status().inputs.map(({ name }) => name);
  const some = inputs.slice(0, 8).join(', ');
  const more = inputs.length > 8 ? ` and ${inputs.length - 8} more` : '';
  log.info({ inputs: inputs.length, state: config.state.folder }, `running; reads ${some}${more}`);
  await Promise.race([aborted(signal), ended]);
  log.info('stopping');
}

function messagesOut(
  { config, log, stdout, columns }: RunOptions,
  {
    store,
    now,
    links,
    tellsOf,
  }: {
    readonly store: Store;
    readonly now: () => number;
    readonly links: Links | null;
    readonly tellsOf: (id: string) => string | null;
  },
): MessagesOut {
  const zone = config.timezone === undefined ? {} : { timeZone: config.timezone };
  const width = columns === undefined ? {} : { columns };
  const write = (text: string) => {
    if (!stdout(text)) throw new Error('nobody reads it');
  };
  const channels = channelsOf(config.notifiers, { now, write, ...zone, ...width });
  return new MessagesOut({
    channels: links === null ? channels : channels.map((channel) => links.linked(channel)),
    outbox: new Outbox(store),
    grouping: {
      groupBy: ['id'],
      cooldown: REMEMBERED,
      digestAfter: (at) => nextHour(at, DIGEST_HOUR),
      tellsOf,
    },
    ...{ routes: config.routes, topology: topologyOf(config), reported: config.report?.to },
    acknowledged: (after) => store.acknowledgements.after(after),
    now,
    random: Math.random,
    log: (level, text) => log[level](text),
  });
}

/** The report that leaves by itself; null where none is wanted. */
function dailyMessages(
  { config, log }: RunOptions,
  parts: Pick<DailyMessagesOptions, 'status' | 'summary'> & {
    readonly store: Store;
    readonly daemon: Daemon;
  },
): DailyMessages | null {
  const { report, timezone, budget, state } = config;
  if (report === undefined) return null;
  return new DailyMessages({
    ...{ at: report.at, to: report.to, timeZone: report.timezone ?? timezone, budget: budget.rate },
    ...{ outbox: new Outbox(parts.store), folder: state.folder },
    ...{ status: parts.status, summary: parts.summary },
    stored() {
      const { caughtUp, snapshots } = parts.daemon.status();
      return caughtUp ? snapshots.last : Number.NaN;
    },
    log: (level, text) => log[level](text),
  });
}

/** What people call fine, read again every few seconds: `logsift expected` writes beside the daemon. */
class ExpectedNow {
  readonly #folder: string;
  readonly #log: OwnLog;
  #list: ExpectedList | null = null;
  #readAt = Number.NEGATIVE_INFINITY;

  constructor(folder: string, log: OwnLog) {
    this.#folder = folder;
    this.#log = log;
  }

  covers(finding: Finding, now: number): boolean {
    return this.#list?.coversAt(finding, now) ?? false;
  }

  async refresh(now: number): Promise<void> {
    if (Math.abs(now - this.#readAt) < EXPECTED_EVERY) return;
    this.#readAt = now;
    try {
      this.#list = await ExpectedList.read(this.#folder);
      for (const note of this.#list.notes) this.#log.warn(note);
    } catch (error) {
      this.#log.warn((error as Error).message);
    }
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) done();
    else signal.addEventListener('abort', () => done(), { once: true });
  });
}
