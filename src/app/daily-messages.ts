import { z } from 'zod';
import { dueReport, type LastReport, type ReportTime } from '../alerts/report-time.ts';
import type { DailyReport } from '../core/daily-report.ts';
import type { Message } from '../core/notifier.ts';
import type { Status } from '../core/status.ts';
import { hashText } from '../kit/hash.ts';
import { renderDaily } from '../report/daily.ts';
import { htmlDaily } from '../report/daily-html.ts';
import { shortDaily } from '../report/daily-short.ts';
import { painter } from '../report/page.ts';
import type { Outbox } from '../store/outbox.ts';
import { viewStore } from '../store/store.ts';
import { dailyReport } from './daily-report.ts';

export interface DailyMessagesOptions extends ReportTime {
  /** Channels. */
  readonly to: readonly string[];
  readonly outbox: Pick<Outbox, 'putAll' | 'recall' | 'remember'>;
  /** The state folder. */
  readonly folder: string;
  readonly budget: DailyReport['budget'];
  /** Epoch ms up to which what came is stored; NaN while it is not known. */
  stored(): number;
  status(): Status | null;
  /** Who sums up the day in a few sentences, within half a minute; never rejects. */
  readonly summary?: ((report: DailyReport) => Promise<DailyReport['summary']>) | undefined;
  /** Lines for our own log. */
  log(level: 'info' | 'warn', text: string): void;
}

const MEMO = 'report';
const MINUTE = 60_000;
/** What came before the report's time is stored within a minute or so; a report does not wait for it for ever. */
const PATIENCE = 10 * MINUTE;
const AGAIN_AFTER = MINUTE;
const SUM_EVERY = 1000;
/** Told messages that are listed in a mail; of a storm the rest is counted. */
const MOST_TOLD = 100;
const WIDTH = 78;

const lastSchema = z.object({ day: z.string(), to: z.number() });

/**
 * The daily report as a message: once a day, in the outbox together with the note that it is there, so that neither a
 * restart nor a crash sends it twice or not at all.
 */
export class DailyMessages {
  readonly #options: DailyMessagesOptions;
  /** Epoch ms since which one is due and not put; NaN while none is. */
  #waitsSince = Number.NaN;
  #notBefore = Number.NEGATIVE_INFINITY;
  /** The report that somebody sums up, and what it came to; undefined before that. */
  #summed: Summed | null = null;

  constructor(options: DailyMessagesOptions) {
    this.#options = options;
  }

  /** Puts the report into the outbox when it is due; to be called every second or so (epoch ms). */
  second(now: number): void {
    if (now < this.#notBefore && this.#notBefore - now <= AGAIN_AFTER) return;
    const { outbox } = this.#options;
    const due = dueReport(this.#options, now, lastOf(outbox.recall(MEMO)));
    // Asking costs a look into the database, and nobody minds some seconds.
    this.#notBefore = now + 5000;
    if (due === null) {
      this.#waitsSince = Number.NaN;
      return;
    }
    const { from, last } = due;
    if (from === null) outbox.remember({ name: MEMO, state: last });
    else if (this.#summed?.report.to === last.to || this.#complete(last.to, now)) this.#put(from, last, now);
  }

  /** Whether what came before the end of the report's day is stored, as far as it ever will be. */
  #complete(to: number, now: number): boolean {
    if (!(Math.abs(now - this.#waitsSince) <= PATIENCE)) {
      const waited = now - this.#waitsSince > PATIENCE;
      this.#waitsSince = now;
      if (waited) return true;
    }
    return this.#options.stored() >= to;
  }

  #put(from: number, last: LastReport, now: number): void {
    this.#notBefore = now + AGAIN_AFTER;
    const { outbox, to, log } = this.#options;
    try {
      const report = this.#report(from, last.to);
      if (report === null) {
        this.#notBefore = now + SUM_EVERY;
        return;
      }
      const message = this.#message(report, last.day);
      const out = { message, version: 0, critical: false };
      const put = outbox.putAll([{ out, to }], { now, memo: { name: MEMO, state: last } });
      if (!put.ok) return;
      this.#summed = null;
      log('info', `message ${message.kind}: ${message.headline}`);
    } catch (error) {
      log('warn', `the daily report cannot be made, and is tried again: ${(error as Error).message}`);
    }
  }

  /** Null while somebody sums it up. */
  #report(from: number, to: number): DailyReport | null {
    const { summary } = this.#options;
    const known = this.#summed;
    if (known?.report.to === to && known.summary !== undefined)
      return { ...known.report, summary: known.summary };
    if (known?.report.to === to) return null;
    const report = this.#made(from, to);
    if (summary === undefined) return report;
    const summed: Summed = { report, summary: undefined };
    this.#summed = summed;
    void summary(report).then((text) => {
      summed.summary = text;
    });
    return null;
  }

  #made(from: number, to: number): DailyReport {
    const { folder, budget, timeZone, status } = this.#options;
    const store = viewStore(folder);
    try {
      const whole = dailyReport(store, { from, to, timeZone, budget, status: status() });
      const { messages } = whole;
      return { ...whole, messages: { ...messages, first: messages.first.slice(0, MOST_TOLD) } };
    } finally {
      store.close();
    }
  }

  #message(report: DailyReport, day: string): Message {
    const { timeZone } = this.#options;
    const zone = timeZone === undefined ? {} : { timeZone };
    const text = renderDaily(report, { width: WIDTH, paint: painter(false), ...zone });
    return {
      ...{ key: hashText(`report\0${day}`), kind: 'digest', ...shortDaily(report, timeZone) },
      ...{ findings: [], time: report.to, report: { text, html: htmlDaily(report, timeZone) } },
    };
  }
}

interface Summed {
  readonly report: DailyReport;
  summary: DailyReport['summary'] | undefined;
}

function lastOf(state: unknown): LastReport | null {
  const parsed = lastSchema.safeParse(state);
  return parsed.success ? parsed.data : null;
}
