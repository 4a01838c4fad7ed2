import { createHash, timingSafeEqual } from 'node:crypto';
import { MOST_MONITOR_BYTES, type MonitorAnswer, type MonitorRequest } from '../core/monitor.ts';

export interface PostOptions {
  /** Who posts has to have it; without one only programs of this machine may. */
  readonly token?: string | undefined;
  /** Takes the JSON of a body; says what became of it. */
  readonly take: (body: unknown) => MonitorAnswer;
}

const MOST_A_MINUTE = 120;
const MINUTE = 60_000;

/** What others tell logsift over HTTP: who may, how much, and that it is JSON. */
export class Posts {
  readonly #token: Buffer | null;
  readonly #take: PostOptions['take'];
  #minute = { from: Number.NEGATIVE_INFINITY, count: 0 };

  constructor({ token, take }: PostOptions) {
    this.#token = token === undefined ? null : digest(token);
    this.#take = take;
  }

  /** Answers a request to post. `now` is monotonic, in ms. */
  answer(request: MonitorRequest, now: number): MonitorAnswer {
    const refusal = this.#refusal(request) ?? this.#tooMany(now);
    if (refusal !== null) return refusal;
    const { body } = request;
    if (body === null) return problem(413, `wanted at most ${MOST_MONITOR_BYTES} bytes`);
    try {
      return this.#take(JSON.parse(body));
    } catch (error) {
      if (error instanceof SyntaxError) return problem(400, 'the body is not JSON');
      throw error;
    }
  }

  #refusal({ headers, remote }: MonitorRequest): MonitorAnswer | null {
    // A page of some web site can send a form, but no JSON without being asked by the browser first.
    if (!/^application\/(?:[\w.+-]*\+)?json\b/i.test(headers['content-type'] ?? ''))
      return problem(415, 'wanted Content-Type: application/json');
    if (this.#token === null) {
      const local = /^(?:::ffff:)?127\.|^::1$/.test(remote);
      return local ? null : problem(403, 'without http.token only programs of this machine may');
    }
    const [, given] = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '') ?? [];
    // Digests are of one length, and comparing them takes one time, whatever was given.
    if (given !== undefined && timingSafeEqual(digest(given), this.#token)) return null;
    return problem(401, 'wanted the header "Authorization: Bearer TOKEN" with the right token');
  }

  #tooMany(now: number): MonitorAnswer | null {
    if (now - this.#minute.from >= MINUTE) this.#minute = { from: now, count: 0 };
    return ++this.#minute.count > MOST_A_MINUTE
      ? problem(429, 'too many at once: try again in a minute')
      : null;
  }
}

/** A refusal with its reason, as JSON. */
export function problem(code: number, error: string): MonitorAnswer {
  return { code, text: `${JSON.stringify({ schemaVersion: 1, error })}\n`, type: JSON_TYPE };
}

export const JSON_TYPE = 'application/json; charset=utf-8';

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
