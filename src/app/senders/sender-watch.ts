import type { networkInterfaces } from 'node:os';
import type { Event } from '../../core/event.ts';
import type { Notice } from '../../core/notice.ts';
import type { SendersStatus } from '../../core/status.ts';
import { Clocks } from './clocks.ts';
import { Sequences } from './sequences.ts';
import { SharedAddresses } from './shared-addresses.ts';

export interface SenderWatchOptions {
  readonly clockSkew: { readonly correct: boolean; readonly hosts: { readonly [host: string]: number } };
  readonly timeZone?: string | undefined;
  /** Those of this machine. */
  readonly interfaces: ReturnType<typeof networkInterfaces>;
  readonly notice: (notice: Notice) => void;
}

const LOOK_EVERY = 5_000;

/**
 * What lines of syslog that come over the network tell of those who send them: whose clock is off, who hides behind whose address,
 * and how many of them never arrived. Of lines from elsewhere nothing.
 */
export class SenderWatch {
  readonly #clocks: Clocks;
  readonly #sequences: Sequences;
  readonly #addresses: SharedAddresses;
  readonly #notice: (notice: Notice) => void;
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor({ clockSkew, timeZone, interfaces, notice }: SenderWatchOptions) {
    this.#clocks = new Clocks({
      correct: clockSkew.correct,
      hosts: new Map(Object.entries(clockSkew.hosts)),
    });
    this.#sequences = new Sequences(timeZone);
    this.#addresses = new SharedAddresses(interfaces);
    this.#notice = notice;
  }

  /** To be given every event before anything else is done with it: its time may be put right. */
  observe(event: Event): void {
    // Others than syslog hand on what may have been written long ago, and say who wrote it.
    if (event.sender === null || event.origin.source !== 'syslog') return;
    this.#clocks.observe(event);
    this.#sequences.observe(event);
    this.#addresses.observe(event);
  }

  /** To be called every second or so (`now`: epoch ms). */
  second(now: number): void {
    if (now - this.#lookedAt < LOOK_EVERY && now >= this.#lookedAt) return;
    this.#lookedAt = now;
    const notices = [this.#addresses.look(now), this.#clocks.look(now), this.#sequences.look(now)].flat();
    for (const one of notices) this.#notice(one);
  }

  get status(): SendersStatus {
    return {
      clocksOff: this.#clocks.status,
      corrected: this.#clocks.corrected,
      lost: this.#sequences.status,
      shared: this.#addresses.status,
    };
  }
}
