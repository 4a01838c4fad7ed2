import type { Event } from '../core/event.ts';
import type { Finding } from '../core/finding.ts';
import type { Notice } from '../core/notice.ts';
import { type ForwardCounters, Forwarder } from '../output/forward.ts';
import { LineFile, type LineFileCounters } from '../output/line-file.ts';
import { eventFrame, findingFrame } from '../output/rfc5424.ts';
import { findingJson } from '../report/json.ts';
import type { Config } from './config.ts';

export interface OutputsOptions {
  readonly output: Config['output'];
  /** Name of this machine. */
  readonly node: string;
  readonly stdout: (text: string) => boolean;
  now(): number;
  notice(notice: Notice): void;
}

/** What left beside messages, and what the filter withheld. */
export interface OutputsStatus {
  readonly findings: LineFileCounters | null;
  readonly events: LineFileCounters | null;
  readonly forward: ForwardCounters | null;
}

/** The reduced stream for other programs: findings and kept events, to files, standard output and a log store. */
export class Outputs {
  readonly #options: OutputsOptions;
  readonly #findings: LineFile | null;
  readonly #events: LineFile | null;
  readonly #forward: Forwarder | null;

  constructor(options: OutputsOptions) {
    this.#options = options;
    const { findings, events, forward } = options.output;
    const file = (path: string) => new LineFile({ ...options, path });
    this.#findings = findings === undefined ? null : file(findings);
    this.#events = events === undefined ? null : file(events);
    this.#forward = forward === undefined ? null : new Forwarder({ ...options, ...forward });
  }

  /** Whether anybody wants kept events. */
  get wantsEvents(): boolean {
    return this.#events !== null || this.#forwards('events');
  }

  event(event: Event): void {
    this.#events?.write(JSON.stringify(event));
    if (this.#forwards('events')) this.#forward!.send(eventFrame(event));
  }

  findings(findings: readonly Finding[]): void {
    for (const finding of findings) {
      this.#findings?.write(JSON.stringify(findingJson(finding)));
      if (this.#forwards('findings')) this.#forward!.send(findingFrame(finding, this.#options.node));
    }
  }

  /** Writes what waits; to be called every second. */
  flush(): void {
    this.#findings?.flush();
    this.#events?.flush();
  }

  /** The files were rotated. */
  reopen(): void {
    this.#findings?.reopen();
    this.#events?.reopen();
  }

  status(): OutputsStatus {
    return {
      findings: this.#findings?.counters ?? null,
      events: this.#events?.counters ?? null,
      forward: this.#forward?.counters ?? null,
    };
  }

  async close(): Promise<void> {
    this.#findings?.close();
    this.#events?.close();
    await this.#forward?.close();
  }

  #forwards(what: 'findings' | 'events'): boolean {
    return this.#options.output.forward?.what.includes(what) ?? false;
  }
}
