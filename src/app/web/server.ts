import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { LogsiftError } from '../../core/errors.ts';
import { Access } from '../../dashboard/access.ts';
import { MonitorFront } from '../../dashboard/monitor-front.ts';
import { sessionRoutes } from '../../dashboard/routes-session.ts';
import { Dashboard } from '../../dashboard/server.ts';
import { isLoopback, type Site } from '../../dashboard/site.ts';
import { Hub } from '../../dashboard/sse.ts';
import { PageFiles } from '../../dashboard/static-files.ts';
import { hurriedTime } from '../../kit/hurried-clock.ts';
import { topologyOf } from '../topology-of.ts';
import { refusalOf, webAccess, webAudit } from './access.ts';
import { dashboardUrl } from './link.ts';
import type { EngineLink, WebCounters, WebPlan } from './plan.ts';
import { type WebBase, webRoutes, webStreams, writingBeside } from './routes.ts';
import { Views } from './views.ts';

const RENEW_EVERY = 60_000;
/** Where the page lies that was built, seen from the source and from what is shipped. */
const PAGE = import.meta.url.endsWith('.ts') ? '../../../dist/web' : '../../web';

/**
 * The dashboard and monitoring on one port, over a state folder, with an engine beside it or without one (then it only
 * shows). Blocks its thread while it looks things up: it belongs into one of its own where lines are taken in.
 */
export class WebServer {
  readonly #plan: WebPlan;
  readonly #views: Views;
  readonly #access: Access;
  readonly #dashboard: Dashboard;
  readonly #hub: Hub;
  readonly #site: Site;
  readonly #onTrouble: (text: string) => void;
  #tls: { readonly cert: string; readonly key: string } | null;
  #look: NodeJS.Timeout | undefined;

  /**
   * @param onTrouble is told what a person should know, in one sentence
   */
  constructor(plan: WebPlan, engine: EngineLink | null, onTrouble: (text: string) => void) {
    const { config, version, clock } = plan;
    const { http, state } = config;
    const listen = http.listen ?? { host: '127.0.0.1', port: 0 };
    this.#plan = plan;
    this.#onTrouble = onTrouble;
    this.#tls = tlsOf(http.tls);
    this.#site = { address: listen.host, port: listen.port, publicUrl: http.public_url ?? null };
    this.#views = new Views(state.folder);
    this.#hub = new Hub(randomBytes(6).toString('hex'), (topic, watchers) => engine?.watch(topic, watchers));
    const readOnly = engine === null;
    const accessOptions = {
      ...{ folder: state.folder, views: this.#views, readOnly, now: Date.now, onTrouble },
      links: isLoopback(listen.host),
    };
    this.#access = new Access(webAccess(accessOptions));
    const base = this.#base(engine);
    const front = new MonitorFront(
      this.#site,
      () => this.#refusal() !== null,
      (request) => engineOr(engine).ask('monitor', request),
    );
    const session = {
      ...{ access: this.#access, site: this.#site, version, readOnly, demo: clock !== null },
      clock: () => ({ at: base.now(), wall: Date.now(), speed: clock?.speed ?? 1 }),
    };
    this.#dashboard = new Dashboard({
      ...{ site: this.#site, version, readOnly, access: this.#access, hub: this.#hub },
      routes: [...sessionRoutes(session), ...webRoutes(base)],
      streams: webStreams(base),
      trustedProxies: http.trusted_proxies,
      tls: this.#tls,
      files: PageFiles.read(fileURLToPath(new URL(PAGE, import.meta.url))),
      first: (request, response) => front.takes(request, response),
      audit: webAudit(accessOptions),
      onError: (error) => onTrouble(`a request of the dashboard failed: ${error.stack ?? error.message}`),
    });
  }

  /** Listens. Throws LISTEN_FAILED, naming address and port, when it cannot. */
  async start(): Promise<void> {
    const { address, port } = this.#site;
    try {
      await this.#dashboard.start();
    } catch (error) {
      const host = address.includes(':') ? `[${address}]` : address;
      throw unavailable(error as NodeJS.ErrnoException, `${host}:${port}`);
    }
    this.#look = setInterval(() => this.#renew(), RENEW_EVERY);
  }

  get port(): number {
    return this.#dashboard.port;
  }

  /** Where people find it; null where only monitoring is served. */
  url(): string | null {
    return this.#refusal() === null ? dashboardUrl(this.#plan.config.http, this.port) : null;
  }

  /** Its address with a token that signs in once; null where only monitoring is served. */
  link(): string | null {
    const url = this.url();
    return url === null || this.#access.signIn === 'password'
      ? url
      : `${url}?token=${this.#access.sessions.link()}`;
  }

  /** What a person should know of how it is served. */
  remarks(): string[] {
    const refusal = this.#refusal();
    return refusal === null ? [] : [refusal];
  }

  publish(topic: string, data: object): void {
    this.#hub.publish(topic, data);
  }

  counters(): WebCounters {
    return { ...this.#hub.counters(), throttled: this.#dashboard.refused };
  }

  /** Safe to call twice. */
  async stop(): Promise<void> {
    clearInterval(this.#look);
    await this.#dashboard.stop();
    this.#views.close();
  }

  /** Certificates hold for weeks, and are replaced in their files. */
  #renew(): void {
    const { tls } = this.#plan.config.http;
    if (tls === undefined) return;
    try {
      const now = tlsOf(tls)!;
      if (now.cert === this.#tls?.cert && now.key === this.#tls.key) return;
      this.#dashboard.renew(now);
      this.#tls = now;
    } catch (error) {
      // Half of it is written as yet, or it is wrong: the one before goes on, and the next look may find another.
      this.#onTrouble(`the new certificate is not taken up: ${(error as Error).message}`);
    }
  }

  #refusal(): string | null {
    return refusalOf(this.#plan.config.http, this.#access.signIn !== 'link' && this.#views.now.users.any());
  }

  #base(engine: EngineLink | null): WebBase {
    const plan = this.#plan;
    const { config, clock } = plan;
    const now = clock === null ? Date.now : () => hurriedTime(clock, Date.now());
    const views = this.#views;
    return {
      ...{ plan, config, topology: topologyOf(config), engine, hub: this.#hub, now },
      get store() {
        return views.now;
      },
      status: async () => {
        try {
          return engine === null ? null : await engine.ask('status', null);
        } catch {
          return null;
        }
      },
      write: writingBeside(config.state.folder, Date.now),
    };
  }
}

function engineOr(engine: EngineLink | null): EngineLink {
  if (engine !== null) return engine;
  throw new LogsiftError('NOT_RUNNING', 'No daemon is at work here.');
}

function tlsOf(files: { readonly cert: string; readonly key: string } | undefined) {
  if (files === undefined) return null;
  const read = (path: string, what: string) => {
    try {
      return readFileSync(path, 'utf8');
    } catch (cause) {
      const reason = (cause as Error).message;
      throw new LogsiftError('TLS_INVALID', `http.tls cannot read its ${what} ${path}: ${reason}`, { cause });
    }
  };
  return { cert: read(files.cert, 'certificate'), key: read(files.key, 'key') };
}

function unavailable(error: NodeJS.ErrnoException, place: string): LogsiftError {
  const why =
    error.code === 'EADDRINUSE'
      ? 'another program listens there; is logsift running already?'
      : error.message;
  const mend = 'Set http.listen to another address, or to off.';
  const text = `Cannot serve the dashboard, /healthz and /metrics on ${place}: ${why} ${mend}`;
  return new LogsiftError('LISTEN_FAILED', text, { cause: error });
}
