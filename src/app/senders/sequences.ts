import type { Event } from '../../core/event.ts';
import type { Notice } from '../../core/notice.ts';
import type { SequenceStatus } from '../../core/status.ts';
import { period } from '../../core/when.ts';
import { count, percent } from '../../core/words.ts';
import { sequenceOf } from '../../formats/sequence.ts';
import { SequenceRun } from './sequence-run.ts';

const MINUTE = 60_000;
const [HOUR, DAY] = [60 * MINUTE, 24 * 60 * MINUTE];
const MOST_HOSTS = 10_000;
/** What is lost within a minute is said together. */
const GATHERED = MINUTE;
/** More hosts at a time are said in one sentence. */
const MOST_SAID = 3;
const MOST_SHOWN = 20;

interface Numbered {
  readonly host: string;
  readonly run: SequenceRun;
  /** Epoch ms before which nothing more is said of it, and how long that is next time. */
  quietUntil: number;
  quiet: number;
}

/** Senders that number their lines: how many of these never arrived. */
export class Sequences {
  /** By host, and by who numbers: the device, or its syslog program. */
  readonly #runs = new Map<string, Numbered>();
  /** Those of which something is missing or to be said. */
  readonly #open = new Set<Numbered>();
  readonly #timeZone: string | undefined;
  /** Lines of hosts over the cap: nothing is followed there. */
  overCap = 0;

  constructor(timeZone?: string | undefined) {
    this.#timeZone = timeZone;
  }

  observe(event: Event): void {
    const number = sequenceOf(event);
    if (number < 0 || event.host === null) return;
    const key = event.format === 'cisco' ? event.host : `${event.host}\0meta`;
    let of = this.#runs.get(key);
    if (of === undefined) {
      if (this.#runs.size >= MOST_HOSTS) {
        this.overCap++;
        return;
      }
      of = { host: event.host, run: new SequenceRun(), quietUntil: Number.NEGATIVE_INFINITY, quiet: HOUR };
      this.#runs.set(key, of);
    }
    of.run.observe(number, event.received);
    if (of.run.waits) this.#open.add(of);
  }

  /** What is to be said now; to be called every few seconds (`now`: epoch ms). */
  look(now: number): Notice[] {
    const due: Numbered[] = [];
    for (const of of this.#open) {
      of.run.settle(now);
      const { untold } = of.run;
      if (untold !== null && now - untold.from >= GATHERED && now >= of.quietUntil) due.push(of);
      else if (!of.run.waits) this.#open.delete(of);
    }
    return due.length > MOST_SAID ? [this.#together(due, now)] : due.map((of) => this.#alone(of, now));
  }

  get status(): SequenceStatus[] {
    return [...this.#runs.values()]
      .filter(({ run }) => run.lost > 0)
      .sort((a, b) => b.run.lost - a.run.lost)
      .slice(0, MOST_SHOWN)
      .map(({ host, run: { came, lost, lostAt, restarts } }) => ({
        ...{ host, came, lost, restarts },
        last: new Date(lostAt).toISOString(),
      }));
  }

  #alone(of: Numbered, now: number): Notice {
    const { lines, from, to } = of.run.untold!;
    const share = percent(of.run.lost / (of.run.lost + of.run.came));
    const when = period(from, to, this.#timeZone);
    const text = `${of.host} sent ${count(lines, 'line')} that never arrived (${when}; ${share} of what it numbered): ${ADVICE}`;
    this.#said(of, now);
    return { kind: 'gap', about: `sequence:${of.host}`, text, time: now, lost: lines };
  }

  #together(due: readonly Numbered[], now: number): Notice {
    const losses = due.map((of) => ({ ...of.run.untold!, host: of.host }));
    const lines = losses.reduce((sum, one) => sum + one.lines, 0);
    const from = Math.min(...losses.map((one) => one.from));
    const to = Math.max(...losses.map((one) => one.to));
    const most = losses.sort((a, b) => b.lines - a.lines).slice(0, MOST_SAID);
    const named = most.map((one) => `${one.host} ${one.lines.toLocaleString('en-US')}`).join(', ');
    for (const of of due) this.#said(of, now);
    const text = `${count(due.length, 'sender')} sent ${count(lines, 'line')} that never arrived (${period(from, to, this.#timeZone)}; ${named} and others): ${ADVICE}`;
    return { kind: 'gap', about: 'sequence', text, time: now, lost: lines };
  }

  /** Of one that loses lines all the time more is said ever more rarely, until nothing was lost for a day. */
  #said(of: Numbered, now: number): void {
    if (now - of.quietUntil > DAY) of.quiet = HOUR;
    of.quietUntil = now + of.quiet;
    of.quiet = Math.min(DAY, 2 * of.quiet);
    of.run.told();
  }
}

const ADVICE = 'the network, a relay that leaves lines out, or a full buffer lost them';
