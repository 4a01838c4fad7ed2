import type { LiveInputStatus, LiveSink } from '../core/live-source.ts';
import { FloodWatch } from './flood-watch.ts';
import { HoldWatch } from './hold-watch.ts';
import type { HttpGuard } from './http-guard.ts';
import { Refusal } from './http-refusal.ts';
import { type HttpLimits, type HttpReply, HttpServing, type TakeBody } from './http-serving.ts';
import { LineGatherer } from './line-gatherer.ts';
import { addressText, type ListenAddress } from './listen-address.ts';
import { type OtlpEncoding, statusOf, taken, takenInPart } from './otlp-answers.ts';
import { type OtlpLines, OtlpTooLarge, otlpLines } from './otlp-logs.ts';
import { type OtlpPoints, otlpPoints } from './otlp-points.ts';
import { checkOtlpTarget, otlpBody, otlpRequestOf, tooMany } from './otlp-request.ts';
import type { OtlpSeries } from './otlp-series.ts';
import { OtlpInvalid } from './otlp-values.ts';

export interface OtlpListenerOptions {
  readonly address: ListenAddress;
  readonly limits: HttpLimits & { readonly maxLine: number };
  readonly guard: HttpGuard;
  /** Shared by all addresses of a source. */
  readonly series: OtlpSeries;
}

/** Lines of a request may take so many times the largest body, as each repeats its resource. */
const MOST_GROWTH = 4;
/** How long it is said that series were refused. */
const SAID = 60_000;

/** One address that takes logs and metrics over OTLP/HTTP. */
export class OtlpListener {
  readonly #options: OtlpListenerOptions;
  readonly #sink: LiveSink;
  readonly #key: string;
  readonly #gatherer: LineGatherer;
  readonly #watch: FloodWatch;
  readonly #hold: HoldWatch;
  readonly #serving: HttpServing;
  #sampledAt = Number.NaN;
  #refusedAt = Number.NEGATIVE_INFINITY;

  constructor(options: OtlpListenerOptions, sink: LiveSink) {
    this.#options = options;
    this.#sink = sink;
    const { address, limits, guard } = options;
    this.#key = `otlp:${addressText(address)}`;
    const origin = { source: 'otlp', file: null, identity: this.#key, referenceTime: sink.now() };
    this.#gatherer = new LineGatherer({ key: this.#key, origin, sink });
    this.#serving = new HttpServing({
      ...{ kind: 'otlp', address, limits, guard, sink },
      service: {
        checkTarget: checkOtlpTarget,
        taker: (request) => {
          const { signal, encoding } = otlpRequestOf(request);
          return signal === 'logs' ? this.#logsTaker(encoding) : this.#metricsTaker(encoding);
        },
        refusal: statusOf,
      },
    });
    const told = { about: this.#key, name: this.#serving.name, now: () => sink.now() };
    this.#watch = new FloodWatch({ ...told, notice: (notice) => sink.notice(notice) });
    this.#hold = new HoldWatch({ ...told, notice: (notice) => sink.notice(notice) });
  }

  /** Fails with LISTEN_FAILED. */
  open(): Promise<void> {
    return this.#serving.open();
  }

  tick(): void {
    this.#watch.tick();
    this.#hold.tick(this.#serving.wasBusy(), this.#watch.loudest);
  }

  status(): LiveInputStatus {
    const { lines, bytes, lastSeen } = this.#gatherer;
    const { name, held, reasons } = this.#serving;
    const full = this.#sink.now() - this.#refusedAt < SAID;
    return {
      ...{ key: this.#key, name, lines, bytes, behind: held, loudest: this.#watch.loudest },
      lastSeen: this.#sampledAt > lastSeen || Number.isNaN(lastSeen) ? this.#sampledAt : lastSeen,
      dropped: reasons.toObject(),
      trouble: full ? `more series of metrics come than are followed (${this.#options.series.size})` : null,
    };
  }

  /** Answers what it has whole, and closes the rest. */
  async close(): Promise<void> {
    await this.#serving.close();
    this.#gatherer.flush();
  }

  #logsTaker(encoding: OtlpEncoding): TakeBody {
    const { maxLine, maxUnpacked } = this.#options.limits;
    return async (body, { peer, room }) => {
      const limits = { maxLine, maxBytes: MOST_GROWTH * maxUnpacked };
      const found = valid(() => otlpLines(otlpBody(body, 'logs', encoding), limits));
      await room();
      return this.#handLines(found, peer, encoding);
    };
  }

  #metricsTaker(encoding: OtlpEncoding): TakeBody {
    return async (body, { peer, room }) => {
      const found = valid(() => otlpPoints(otlpBody(body, 'metrics', encoding)));
      await room();
      return this.#handPoints(found, peer, encoding);
    };
  }

  #handLines({ lines, cut, rejected, why }: OtlpLines, peer: string, encoding: OtlpEncoding): HttpReply {
    const gatherer = this.#gatherer;
    gatherer.from(peer);
    for (const [i, line] of lines.entries()) {
      if (cut.has(i)) gatherer.cutNext();
      gatherer.add(line, 0, line.length);
    }
    gatherer.flush();
    this.#watch.came(peer, lines.length);
    if (rejected === 0) return taken(encoding);
    this.#serving.reasons.add('bad_record', rejected);
    return takenInPart(encoding, 'rejectedLogRecords', { rejected, message: why });
  }

  #handPoints(
    { points, rejected, why, without }: OtlpPoints,
    peer: string,
    encoding: OtlpEncoding,
  ): HttpReply {
    const { series } = this.#options;
    const { reasons } = this.#serving;
    const now = this.#sink.now();
    let full = 0;
    for (const point of points) {
      const reason = series.add(point, now, (sample) => this.#sink.sample(sample));
      if (reason !== null) reasons.add(reason);
      if (reason === 'too_many_series') full++;
    }
    this.#watch.came(peer, points.length);
    if (points.length > full) this.#sampledAt = now;
    if (rejected > 0) reasons.add('bad_point', rejected);
    if (without > 0) reasons.add('no_value', without);
    if (full > 0) this.#refusedAt = now;
    if (rejected + full === 0) return taken(encoding);
    const message = why === '' ? `more series come than the ${series.size} that are followed` : why;
    return takenInPart(encoding, 'rejectedDataPoints', { rejected: rejected + full, message });
  }
}

function valid<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof OtlpTooLarge) throw tooMany();
    if (!(error instanceof OtlpInvalid)) throw error;
    throw new Refusal(400, 'no_otlp', `the body is no such request: ${error.message}`);
  }
}
