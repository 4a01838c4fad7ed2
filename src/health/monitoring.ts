import type { MonitorAnswer, MonitorRequest } from '../core/monitor.ts';
import type { Status } from '../core/status.ts';
import { METRICS_TYPE, metricsText } from './metrics.ts';
import { JSON_TYPE, type PostOptions, Posts } from './posts.ts';

export interface MonitoringOptions {
  /** Where it is listened for these questions. */
  readonly address: string;
  status(): Status;
  /** Why the pipeline does not turn; null while it does. */
  stalled(): string | null;
  /** What is told by `POST /changes`; not served when absent. */
  readonly changes?: PostOptions;
  /** Pages of signed links, for anybody who has one; null for what is none. */
  readonly links?: { answer(method: string, path: string): MonitorAnswer | null };
}

const CHANGES = '/changes';

/**
 * What monitoring asks: `/healthz` (200 while the pipeline turns), `/readyz` (200 when state is restored and sockets
 * are open), `/metrics` and `/status`; nothing in it is a secret or changes anything. And what logsift is told:
 * `POST /changes`.
 */
export class Monitoring {
  readonly #options: MonitoringOptions;
  readonly #changes: Posts | null;

  constructor(options: MonitoringOptions) {
    this.#options = options;
    this.#changes = options.changes === undefined ? null : new Posts(options.changes);
  }

  /** Never rejects. */
  async answer(request: MonitorRequest): Promise<MonitorAnswer> {
    try {
      return await this.#answer(request);
    } catch {
      // What went wrong is nobody's business who asks.
      return { code: 500, text: 'failed\n' };
    }
  }

  async #answer(request: MonitorRequest): Promise<MonitorAnswer> {
    const { method, path } = request;
    // Whoever has such a link may, from wherever; nothing of the body is wanted.
    const linked = this.#options.links?.answer(method, path) ?? null;
    if (linked !== null) return linked;
    const posts = path === CHANGES ? this.#changes : null;
    const local = !foreign(request) && this.#isAddressed(request);
    if (method === 'POST' && posts !== null && local) return posts.answer(request, performance.now());
    if (method !== 'GET' && method !== 'HEAD') {
      const text = posts === null ? 'only GET\n' : 'only POST\n';
      return { code: 405, text, headers: { Allow: posts === null ? 'GET, HEAD' : 'POST' } };
    }
    return local ? this.#page(path) : { code: 403, text: 'not for web pages\n' };
  }

  /** On loopback only by a loopback name: a name that leads here (DNS rebinding) is some web page's. */
  #isAddressed({ headers: { host = '' } }: MonitorRequest): boolean {
    const loopback = /^(?:127\.\d+\.\d+\.\d+|\[?::1\]?|localhost)$/;
    return !loopback.test(this.#options.address) || loopback.test(host.replace(/:\d+$/, ''));
  }

  async #page(path: string): Promise<MonitorAnswer> {
    const { status, stalled } = this.#options;
    switch (path) {
      case '/healthz': {
        const reason = stalled();
        return reason === null ? { code: 200, text: 'ok\n' } : { code: 503, text: `${reason}\n` };
      }
      case '/readyz':
        return status().ready ? { code: 200, text: 'ready\n' } : { code: 503, text: 'starting\n' };
      case '/metrics':
        return { code: 200, text: await metricsText(status()), type: METRICS_TYPE };
      case '/status':
        return { code: 200, text: `${JSON.stringify(status())}\n`, type: JSON_TYPE };
      default:
        return { code: 404, text: 'there are /healthz, /readyz, /metrics and /status\n' };
    }
  }
}

/** A page of some web site that a person here looks at must not read this machine's status. */
function foreign({ headers }: MonitorRequest): boolean {
  const site = headers['sec-fetch-site'];
  return headers.origin !== undefined || (site !== undefined && site !== 'none' && site !== 'same-origin');
}
