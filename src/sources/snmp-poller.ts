import type { LiveInputStatus, LiveSink } from '../core/live-source.ts';
import { PollDevice } from './poll-device.ts';
import type { PollProfile } from './poll-profile.ts';
import { PollTroubles } from './poll-troubles.ts';
import { cutText, deviceText } from './poll-words.ts';
import { Reasons } from './reasons.ts';
import { SnmpClient } from './snmp-client.ts';
import { SnmpError, type SnmpFailure } from './snmp-error.ts';
import type { SnmpCredentials } from './snmp-peer.ts';

/** Looks in a row without an answer after which a device is asked less and less often. */
const PATIENCE = 2;
const LONGEST_PAUSE = 15 * 60_000;
/** Tables of devices of which it is said that they were not read to their end. */
const MOST_TOLD = 100;

/** A device to be polled. */
export interface PollTarget {
  readonly address: string;
  readonly port: number;
  /** What it is called; null for what it calls itself. */
  readonly name: string | null;
}

export interface PollerOptions {
  readonly key: string;
  /** For a person. */
  readonly name: string;
  readonly targets: readonly PollTarget[];
  readonly credentials: SnmpCredentials;
  readonly profiles: readonly PollProfile[];
  /** Ms from look to look. */
  readonly every: number;
  /** Ms that a look may take. */
  readonly longest: number;
  readonly timeout: number;
  readonly retries: number;
  readonly maxRows: number;
  /** Devices that are asked at the same time. */
  readonly concurrency: number;
  /** Ms after which names are read again. */
  readonly lookAgain: number;
}

interface Polling {
  readonly target: PollTarget;
  readonly device: PollDevice;
  /** Looks in a row without an answer. */
  failures: number;
  name: string | null;
  /** Ms of the same clock as `#now`. */
  due: number;
  timer: NodeJS.Timeout | null;
  isBusy: boolean;
}

/**
 * Looks at devices, each once in an interval, spread over it. One that does not answer is said once, and asked less and
 * less often until it does.
 */
export class SnmpPoller {
  readonly #options: PollerOptions;
  readonly #client = new SnmpClient();
  readonly #reasons = new Reasons();
  readonly #all: readonly Polling[];
  readonly #waiting: Polling[] = [];
  readonly #told = new Set<string>();
  readonly #over = new AbortController();
  readonly #busy = new Set<Promise<void>>();
  #troubles: PollTroubles | null = null;
  #lastSeen = Number.NaN;

  constructor(options: PollerOptions) {
    this.#options = options;
    const { targets, credentials, timeout, retries, profiles, maxRows, lookAgain } = options;
    this.#all = targets.map((target) => {
      const { address, port, name } = target;
      const session = this.#client.session({ address, port, credentials, timeout, retries });
      const now = () => performance.now() / 1000;
      const device = new PollDevice({ session, profiles, maxRows, lookAgain: lookAgain / 1000, now });
      return { target, device, failures: 0, name, due: 0, timer: null, isBusy: false };
    });
  }

  start(sink: LiveSink): void {
    const { every, key } = this.#options;
    this.#troubles = new PollTroubles(key, sink);
    const began = performance.now();
    for (const [i, polling] of this.#all.entries()) {
      polling.due = began + (i * every) / this.#all.length;
      this.#wait(polling, sink);
    }
  }

  status(): LiveInputStatus {
    const { key } = this.#options;
    const count = this.#all.length;
    const add = (name: string, amount: number) => (amount > 0 ? { [name]: amount } : {});
    const sum = (of: (polling: Polling) => number) => this.#all.reduce((all, one) => all + of(one), 0);
    return {
      ...{ key, name: this.#options.name, lines: 0, bytes: 0 },
      ...{ lastSeen: this.#lastSeen, behind: 0, trouble: this.#troubles?.text(count) ?? null },
      dropped: {
        ...{ ...this.#reasons.toObject(), ...this.#client.reasons.toObject() },
        ...add(
          'counter_reset',
          sum(({ device }) => device.counters.resets),
        ),
        ...add(
          'too_many_values',
          sum(({ device }) => device.overCap + device.counters.overCap),
        ),
      },
    };
  }

  async stop(): Promise<void> {
    this.#over.abort();
    for (const { timer } of this.#all) if (timer !== null) clearTimeout(timer);
    this.#waiting.length = 0;
    await Promise.all(this.#busy);
    this.#client.close();
  }

  /** Sets the timer of a device to when it is due. */
  #wait(polling: Polling, sink: LiveSink): void {
    if (this.#over.signal.aborted) return;
    const ms = Math.max(0, polling.due - performance.now());
    polling.timer = setTimeout(() => {
      const { failures } = polling;
      const { every } = this.#options;
      const pause = failures < PATIENCE ? every : every * 2 ** Math.min(20, failures - PATIENCE + 1);
      polling.due += Math.min(pause, Math.max(every, LONGEST_PAUSE));
      // After the machine slept looks are not made up for.
      polling.due = Math.max(polling.due, performance.now());
      this.#wait(polling, sink);
      if (polling.isBusy) this.#reasons.add('still_polling');
      else this.#take(polling, sink);
    }, ms);
  }

  #take(polling: Polling, sink: LiveSink): void {
    polling.isBusy = true;
    if (this.#busy.size >= this.#options.concurrency) {
      this.#waiting.push(polling);
      return;
    }
    const looking = this.#look(polling, sink).finally(() => {
      polling.isBusy = false;
      this.#busy.delete(looking);
      const next = this.#waiting.shift();
      if (next !== undefined) this.#take(next, sink);
    });
    this.#busy.add(looking);
  }

  async #look(polling: Polling, sink: LiveSink): Promise<void> {
    const { target, device } = polling;
    const slow = AbortSignal.timeout(this.#options.longest);
    const say = (metric: string, value: number, unit?: string) => {
      const host = polling.name ?? target.address;
      sink.sample({ metric, host, time: sink.now(), value, ...(unit === undefined ? {} : { unit }) });
    };
    try {
      const { name, readings, cut } = await device.poll(AbortSignal.any([slow, this.#over.signal]));
      if (this.#over.signal.aborted) return;
      if (target.name === null && name !== '') polling.name = name;
      for (const { metric, value, unit } of readings) say(metric, value, unit);
      for (const [table, why] of cut) {
        this.#reasons.add(`table_${why}`);
        this.#tellOnce(polling, cutText(table, why, this.#options.maxRows), sink);
      }
      this.#lastSeen = sink.now();
      polling.failures = 0;
      say('answers SNMP', 1);
      this.#troubles!.mended(target, polling.name);
    } catch (error) {
      if (this.#over.signal.aborted) return;
      if (!(error instanceof SnmpError)) throw error;
      polling.failures++;
      say('answers SNMP', 0);
      if (polling.failures >= PATIENCE) this.#missed(polling, error.reason);
    }
  }

  #missed({ target, name }: Polling, reason: SnmpFailure): void {
    const { credentials, longest } = this.#options;
    const seconds = Math.round(longest / 1000);
    this.#troubles!.missed({ ...target, name }, reason, { version: credentials.version, seconds });
  }

  #tellOnce({ target, name }: Polling, text: string, sink: LiveSink): void {
    const about = `${this.#options.key}:${target.address}`;
    const whole = `${deviceText({ address: target.address, name })}: ${text}`;
    if (this.#told.size >= MOST_TOLD || this.#told.has(whole)) return;
    this.#told.add(whole);
    sink.notice({ kind: 'info', about, text: whole, time: sink.now() });
  }
}
