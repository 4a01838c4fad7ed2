import type { LiveInputStatus, LiveSink } from '../core/live-source.ts';
import { FloodWatch } from './flood-watch.ts';
import { HoldWatch } from './hold-watch.ts';
import type { HttpGuard } from './http-guard.ts';
import { Refusal } from './http-refusal.ts';
import { checkTarget, type Split, splitterFor } from './http-request.ts';
import { type HttpLimits, type HttpReply, HttpServing } from './http-serving.ts';
import { LineGatherer, trimmedEnd } from './line-gatherer.ts';
import { addressText, type ListenAddress } from './listen-address.ts';

export interface HttpListenerOptions {
  readonly address: ListenAddress;
  readonly limits: HttpLimits & { readonly maxLine: number };
  readonly guard: HttpGuard;
}

/** One address that takes lines over HTTP. */
export class HttpListener {
  readonly #maxLine: number;
  readonly #key: string;
  readonly #gatherer: LineGatherer;
  readonly #watch: FloodWatch;
  readonly #hold: HoldWatch;
  readonly #serving: HttpServing;

  constructor({ address, limits, guard }: HttpListenerOptions, sink: LiveSink) {
    this.#maxLine = limits.maxLine;
    this.#key = `http:${addressText(address)}`;
    const origin = { source: 'http', file: null, identity: this.#key, referenceTime: sink.now() };
    this.#gatherer = new LineGatherer({ key: this.#key, origin, sink });
    this.#serving = new HttpServing({
      ...{ kind: 'http', address, limits, guard, sink },
      service: {
        checkTarget,
        taker: (request) => {
          const split = splitterFor(request);
          return async (body, { peer, room }) => {
            if (!split(body, () => {}))
              throw new Refusal(400, 'no_json', 'the body is no JSON array or object');
            await room();
            return json({ accepted: this.#hand(body, split, peer) });
          };
        },
        refusal: ({ reason, message }) => json({ error: reason, message }),
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
    return {
      ...{ key: this.#key, name, lines, bytes, lastSeen },
      ...{ dropped: reasons.toObject(), behind: held, trouble: null, loudest: this.#watch.loudest },
    };
  }

  /** Answers what it has whole, and closes the rest. */
  async close(): Promise<void> {
    await this.#serving.close();
    this.#gatherer.flush();
  }

  #hand(body: Buffer, split: Split, peer: string): number {
    const gatherer = this.#gatherer;
    const maxLine = this.#maxLine;
    let count = 0;
    gatherer.from(peer);
    split(body, (bytes, start, stop) => {
      const end = trimmedEnd(bytes, start, stop);
      if (end === start) return;
      count++;
      if (end - start > maxLine) gatherer.cutNext();
      gatherer.add(bytes, start, Math.min(end, start + maxLine));
    });
    gatherer.flush();
    this.#watch.came(peer, count);
    return count;
  }
}

function json(answer: object): HttpReply {
  return { type: 'application/json', body: JSON.stringify(answer) };
}
