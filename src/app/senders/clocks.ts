import type { Event } from '../../core/event.ts';
import { FLAG } from '../../core/flags.ts';
import type { Notice } from '../../core/notice.ts';
import type { ClockStatus } from '../../core/status.ts';
import { duration } from '../../core/words.ts';
import { ClockRun } from './clock-run.ts';

const MINUTE = 60_000;
/** A clock is called off beyond this, and right again below half of it. */
const OFF = 2 * MINUTE;
/** It is said when it lasts. */
const LASTS = 10 * MINUTE;
const QUARTER = 15 * MINUTE;
const MOST_HOSTS = 10_000;
/** Hosts of which it is said; of the rest `status` tells. */
const MOST_TOLD = 20;
const MOST_SHOWN = 20;
/** One that says nothing for so long is no longer known. */
const FORGOTTEN = 24 * 60 * MINUTE;

/** How clocks are corrected. */
export interface ClockOptions {
  /** Times of hosts whose clock is known to be off are put right. */
  readonly correct: boolean;
  /** Ms that the clocks of these hosts are ahead (below zero: behind), whatever their lines say. */
  readonly hosts: ReadonlyMap<string, number>;
}

/** Senders whose clock is not ours. */
export class Clocks {
  readonly #options: ClockOptions;
  readonly #runs = new Map<string, ClockRun>();
  #told = 0;
  /** Lines whose time was put right. */
  corrected = 0;

  constructor(options: ClockOptions) {
    this.#options = options;
  }

  /** Looks at the time of a line that came over the network, and puts it right where that is wanted. */
  observe(event: Event): void {
    const { host, time, received } = event;
    if (host === null || Number.isNaN(time)) return;
    let run = this.#runs.get(host);
    if (run === undefined) {
      if (this.#runs.size >= MOST_HOSTS) this.#runs.delete(this.#runs.keys().next().value!);
      run = new ClockRun();
      this.#runs.set(host, run);
    }
    if (run.observe(time - received, received)) this.#judge(run, received);
    const ahead = this.#correction(host, run);
    if (ahead === 0) return;
    event.time = time - ahead;
    event.flags |= FLAG.clock_corrected;
    this.corrected++;
  }

  /** What became wrong or right; to be called every few seconds (`now`: epoch ms). */
  look(now: number): Notice[] {
    const notices: Notice[] = [];
    for (const [host, run] of this.#runs) {
      if (now - run.since > FORGOTTEN) {
        this.#runs.delete(host);
        if (run.told) notices.push(this.#mended(host, run, now));
      } else if (!run.told && now - run.offSince >= LASTS && this.#told < MOST_TOLD) {
        run.told = true;
        this.#told++;
        notices.push({
          kind: 'trouble',
          about: `sender-clock:${host}`,
          text: this.#text(host, run),
          time: now,
        });
      } else if (run.told && Number.isNaN(run.offSince)) notices.push(this.#mended(host, run, now));
    }
    return notices;
  }

  get status(): ClockStatus[] {
    return [...this.#runs]
      .filter(([, run]) => !Number.isNaN(run.offSince))
      .map(([host, run]) => ({
        host,
        aheadSeconds: Math.round(run.ahead / 100) / 10,
        since: new Date(run.offSince).toISOString(),
        corrected: this.#correction(host, run) !== 0,
      }))
      .filter(({ aheadSeconds }) => !Number.isNaN(aheadSeconds))
      .sort((a, b) => Math.abs(b.aheadSeconds) - Math.abs(a.aheadSeconds))
      .slice(0, MOST_SHOWN);
  }

  #judge(run: ClockRun, now: number): void {
    const ahead = Math.abs(run.ahead);
    if (ahead > OFF && Number.isNaN(run.offSince)) run.offSince = now;
    else if (ahead < OFF / 2) run.offSince = Number.NaN;
  }

  /** Ms by which a host's times are put back; 0 for none. */
  #correction(host: string, run: ClockRun): number {
    const given = this.#options.hosts.get(host);
    if (given !== undefined) return given;
    if (!this.#options.correct || Number.isNaN(run.offSince)) return 0;
    const { ahead } = run;
    return Number.isNaN(ahead) ? 0 : ahead;
  }

  #mended(host: string, run: ClockRun, now: number): Notice {
    run.told = false;
    this.#told--;
    const text = `the clock of ${host} is right again`;
    return { kind: 'recovered', about: `sender-clock:${host}`, text, time: now };
  }

  #text(host: string, run: ClockRun): string {
    const { ahead } = run;
    const by = `${duration(Math.abs(ahead))} ${ahead > 0 ? 'ahead' : 'behind'}`;
    const zone = isZone(ahead) ? ' (perhaps its time zone is another one)' : '';
    const now =
      this.#correction(host, run) === 0
        ? '; its lines are placed by when they come'
        : '; its times are put right';
    return `the clock of ${host} is ${by}${zone}${now}: let it follow NTP${zone === '' ? '' : ' and write its zone or UTC'}`;
  }
}

/** Zones differ by whole quarters of an hour. */
function isZone(ahead: number): boolean {
  const rest = Math.abs(ahead) % QUARTER;
  return (
    Math.abs(ahead) >= QUARTER - MINUTE &&
    Math.abs(ahead) < 15 * 60 * MINUTE &&
    Math.min(rest, QUARTER - rest) < MINUTE
  );
}
