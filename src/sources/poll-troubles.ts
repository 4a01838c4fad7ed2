import type { LiveSink } from '../core/live-source.ts';
import { deviceText, type FailureFacts, failureText } from './poll-words.ts';
import type { SnmpFailure } from './snmp-error.ts';
import type { PollTarget } from './snmp-poller.ts';

/** Devices whose silence is told one by one; when more are silent, it is the network that is. */
const MOST_TOLD = 20;
/** Names in the status. */
const MOST_NAMED = 5;

interface Missed {
  readonly text: string;
  readonly name: string;
  /** Epoch ms. */
  readonly since: number;
  readonly isTold: boolean;
}

/** Devices that cannot be read: each is said once, and once that it is well again. */
export class PollTroubles {
  readonly #key: string;
  readonly #sink: LiveSink;
  readonly #missed = new Map<string, Missed>();
  #manyTold = false;

  constructor(key: string, sink: LiveSink) {
    this.#key = key;
    this.#sink = sink;
  }

  missed(target: PollTarget, reason: SnmpFailure, facts: FailureFacts): void {
    const about = this.#about(target);
    const known = this.#missed.get(about);
    const name = deviceText(target);
    const text = `${name} ${failureText(reason, facts)}`;
    if (known !== undefined) return;
    const time = this.#sink.now();
    const isTold = this.#missed.size < MOST_TOLD;
    this.#missed.set(about, { text, name, since: time, isTold });
    if (isTold) {
      this.#sink.notice({ kind: 'trouble', about, text, time });
    } else if (!this.#manyTold) {
      this.#manyTold = true;
      const many = `more than ${MOST_TOLD} devices cannot be polled by SNMP; further ones are not told one by one`;
      this.#sink.notice({ kind: 'trouble', about: `${this.#key}:many`, text: many, time });
    }
  }

  mended(target: PollTarget, name: string | null): void {
    const about = this.#about(target);
    const known = this.#missed.get(about);
    if (known === undefined) return;
    this.#missed.delete(about);
    const time = this.#sink.now();
    if (known.isTold) {
      const minutes = Math.max(1, Math.round((time - known.since) / 60_000));
      const text = `${deviceText({ ...target, name })} answers SNMP again, after ${minutes} min`;
      this.#sink.notice({ kind: 'recovered', about, text, time });
    }
    if (!this.#manyTold || this.#missed.size > MOST_TOLD) return;
    this.#manyTold = false;
    const text = `no more than ${this.#missed.size} devices cannot be polled by SNMP any longer`;
    this.#sink.notice({ kind: 'recovered', about: `${this.#key}:many`, text, time });
  }

  /** For the status; null when every device is read. */
  text(count: number): string | null {
    const all = [...this.#missed.values()];
    if (all.length === 0) return null;
    if (count === 1) return all[0]!.text;
    const named = all.slice(0, MOST_NAMED).map(({ name }) => name);
    const more = all.length > MOST_NAMED ? ` and ${all.length - MOST_NAMED} more` : '';
    return `${all.length} of ${count} devices cannot be polled: ${named.join(', ')}${more}`;
  }

  #about({ address, port }: PollTarget): string {
    return `${this.#key}:${address}:${port}`;
  }
}
