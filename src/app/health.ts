import type { MonitorAnswer } from '../core/monitor.ts';
import type { Notice } from '../core/notice.ts';
import type { Status } from '../core/status.ts';
import { EventLoopWatch } from '../health/event-loop.ts';
import { Heartbeat } from '../health/heartbeat.ts';
import { Monitoring } from '../health/monitoring.ts';
import { JSON_TYPE, problem } from '../health/posts.ts';
import { SdNotify } from '../health/sd-notify.ts';
import { Watchdog } from '../health/watchdog.ts';
import type { LinkPages } from '../links/pages.ts';
import { post } from '../notifiers/post.ts';
import { diskSpace } from '../store/disk-room.ts';
import { changeTold } from './changes-told.ts';
import type { Config } from './config.ts';
import { inputReadings, LineRates, linesIn, type StatusParts, statusOf } from './daemon-status.ts';
import type { EngineAnswers, WebPlan } from './web/plan.ts';
import { WebThread } from './web/thread.ts';

export interface HealthOptions extends StatusParts {
  readonly config: Config;
  readonly env: NodeJS.ProcessEnv;
  /** Pages of signed links; none are served when absent. */
  readonly links?: LinkPages | undefined;
  /** What the dashboard is to know beside the configuration. */
  readonly web?: Pick<WebPlan, 'written' | 'clock'>;
  /** What the dashboard asks of the engine, beside its state. */
  readonly answers?: Omit<EngineAnswers, 'monitor' | 'status'>;
  /** Somebody begins or ceases to look at what comes live. */
  onWatch?(topic: string, watchers: number): void;
  /** Is told what became wrong, and right again. */
  notice(notice: Notice): void;
}

/** The pipeline has not turned for so long (ms): something in this process holds everything up. */
const TURN_PATIENCE = 15_000;
const LOOK_EVERY = 5_000;
const STATUS_EVERY = 30_000;
const HEARTBEAT_PATIENCE = 10_000;

/** Looks after a running daemon: answers monitoring, tells systemd and a dead man's switch that it lives, and notices what is wrong. */
export class Health {
  readonly #options: HealthOptions;
  /** The thread that people and monitoring talk to; null where nothing is served. */
  readonly web: WebThread | null;
  readonly #sd: SdNotify;
  readonly #loop = new EventLoopWatch();
  readonly #watchdog: Watchdog;
  readonly #heartbeat: Heartbeat;
  readonly #rates = new LineRates();
  /** All by a clock that is never set. */
  #turnedAt = performance.now();
  #lookedAt = Number.NEGATIVE_INFINITY;
  #saidAt = Number.NEGATIVE_INFINITY;
  #aliveAt = Number.NEGATIVE_INFINITY;
  #longestTurnMs = 0;
  #heartbeatFails = false;
  #told = false;
  #stopping = false;

  constructor(options: HealthOptions) {
    const { watchdog, http } = options.config;
    this.#options = options;
    this.#sd = new SdNotify(options.env, process.pid);
    this.#watchdog = new Watchdog({
      quiet: watchdog.quiet,
      quietSources: watchdog.quiet_sources,
      understood: watchdog.understood,
      diskFree: watchdog.disk_free,
    });
    this.#heartbeat = new Heartbeat(watchdog.interval);
    this.web = http.listen === null ? null : this.#thread(http.listen.host);
  }

  #thread(address: string): WebThread {
    const { config, version, links, notice, answers, web, onWatch } = this.#options;
    const monitoring = new Monitoring({
      ...{ address, status: () => this.status(), stalled: () => this.#stalled() },
      changes: { token: config.http.token, take: (body) => this.#change(body) },
      ...(links === undefined ? {} : { links }),
    });
    return new WebThread({
      plan: { config, version, written: web?.written ?? null, clock: web?.clock ?? null },
      answers: {
        ...answers,
        monitor: (request) => monitoring.answer(request),
        status: () => this.status(),
      },
      ...{ notice, now: () => this.#options.daemon.now() },
      ...(onWatch === undefined ? {} : { onWatch }),
    });
  }

  /** Where it listens; null when it does not. */
  get port(): number | null {
    return this.web?.port ?? null;
  }

  /** Listens, before the state is restored, so that monitoring sees a start that takes long. Throws LISTEN_FAILED. */
  async start(): Promise<void> {
    await this.web?.start();
    this.#loop.start();
  }

  /** Keeps a change that somebody tells of; what is told twice within a minute is one. */
  #change(body: unknown): MonitorAnswer {
    const { store, daemon } = this.#options;
    const told = changeTold(body, daemon.now());
    if ('wrong' in told) return problem(400, told.wrong);
    const { ok } = store.write('changes', () => store.incidents.addChange(told.change));
    if (!ok) return problem(503, 'it could not be stored just now: try again');
    const answer = { schemaVersion: 1, id: told.change.id, folder: store.folder };
    return { code: 201, text: `${JSON.stringify(answer)}\n`, type: JSON_TYPE };
  }

  /** The pipeline's loop has turned: to be called by it every second (`now`: epoch ms). */
  second(now: number): void {
    const at = performance.now();
    this.#turnedAt = at;
    this.#rates.look(at, this.#options.daemon);
    if (at - this.#lookedAt >= LOOK_EVERY) {
      this.#lookedAt = at;
      this.#look(now);
    }
    this.#beat(now);
    this.#tellSystem(at);
  }

  status(): Status {
    return statusOf(this.#options, {
      now: this.#options.daemon.now(),
      stopping: this.#stopping,
      stalled: this.#stalled(),
      longestTurnMs: this.#longestTurnMs,
      stalls: this.#loop.stalls,
      rates: this.#rates,
      web: this.web?.status() ?? null,
    });
  }

  /** The end begins: systemd is told, monitoring still answered. */
  async stopping(): Promise<void> {
    this.#stopping = true;
    await this.#sd.stopping('draining');
  }

  /** Safe to call twice. */
  async stop(): Promise<void> {
    this.#loop.stop();
    await this.web?.stop();
  }

  #stalled(): string | null {
    if (this.#stopping || !this.#options.daemon.status().ready) return null;
    const still = performance.now() - this.#turnedAt;
    return still > TURN_PATIENCE
      ? `the pipeline has not turned for ${Math.round(still / 1000)} s`
      : this.#watchdog.stuck;
  }

  #look(now: number): void {
    const { daemon, messages, store, notice } = this.#options;
    const { free, size } = diskSpace(store.folder);
    const longestTurnMs = this.#loop.take();
    this.#longestTurnMs = Math.max(longestTurnMs, this.#longestTurnMs * 0.9);
    const { underWay, lines } = daemon.status();
    const oldest = messages.channels.map((channel) => [channel.name, channel.oldest] as const);
    const notices = this.#watchdog.look({
      ...{ now, underWayBytes: underWay, lines, longestTurnMs },
      inputs: inputReadings(this.#options),
      ...{ diskFree: free, diskSize: size, folder: store.folder },
      oldestMessage: new Map(oldest),
    });
    for (const one of notices) notice(one);
  }

  #beat(now: number): void {
    const { daemon, config } = this.#options;
    const url = config.watchdog.heartbeat;
    if (url === undefined) return;
    const { lines, ready } = daemon.status();
    const turning = ready && this.#stalled() === null;
    if (this.#heartbeat.due(now, { lines, linesIn: linesIn(daemon), turning })) void this.#call(url);
  }

  /** Private addresses are fine: the one who is called sees only that somebody lives. */
  async #call(url: string): Promise<void> {
    const signal = AbortSignal.timeout(HEARTBEAT_PATIENCE);
    const answer = await post({ url, headers: {}, body: '', allowPrivate: true, signal });
    const wrong =
      'failed' in answer ? answer.failed : answer.status >= 300 ? `it answered ${answer.status}` : null;
    if ((wrong !== null) === this.#heartbeatFails) return;
    this.#heartbeatFails = wrong !== null;
    const text = wrong === null ? 'the heartbeat arrives again' : `the heartbeat does not arrive: ${wrong}`;
    const kind = wrong === null ? 'recovered' : 'trouble';
    this.#options.notice({ kind, about: 'heartbeat', text, time: this.#options.daemon.now() });
  }

  /** Signs of life come from the pipeline's own loop: one that stands still gives none, and systemd starts it again. */
  #tellSystem(at: number): void {
    if (!this.#sd.active) return;
    const { ready } = this.#options.daemon.status();
    if (ready && !this.#told) {
      this.#told = true;
      void this.#sd.ready(this.#sentence());
      this.#saidAt = at;
    }
    if (at - this.#aliveAt >= this.#sd.watchdogEvery && this.#watchdog.stuck === null) {
      this.#aliveAt = at;
      void this.#sd.alive();
    }
    if (at - this.#saidAt >= STATUS_EVERY) {
      this.#saidAt = at;
      void this.#sd.status(this.#sentence());
    }
  }

  #sentence(): string {
    const { inputs, pipeline, troubles, state } = this.status();
    const wrong =
      troubles.length === 0 ? '' : `; ${troubles.length} troubles, the first: ${troubles[0]!.text}`;
    return `${state}: ${pipeline.linesPerSecond} lines/s from ${inputs.length} inputs${wrong}`;
  }
}
