import { ringEnd } from '../store/ring-end.ts';
import { lineEvent } from './parse-line.ts';

/** A sender whose clock is not ours. */
export interface SenderClock {
  readonly host: string;
  /** Ms by which its clock is ahead of ours; below zero it is behind. */
  readonly ahead: number;
  /** Lines that say so. */
  readonly lines: number;
}

/** Ms below which a clock is called right: messages may have waited somewhere. */
const TOLERATED = 30_000;
const YOUNG = 24 * 3_600_000;
const MOST_HOSTS = 5_000;
const ENOUGH = 3;
const MOST_OF_HOST = 101;

/**
 * The senders of syslog whose lines of the last day bear another time than that at which they came, the furthest off
 * first; of those that came last, as the raw ring of a state folder has them.
 */
export async function sendersOff(
  ringFolder: string,
  { now, timeZone }: { readonly now: number; readonly timeZone?: string | undefined },
): Promise<SenderClock[]> {
  const offsets = new Map<string, number[]>();
  for await (const { source, received, buffer, starts, ends, count, senders, senderOf } of ringEnd(
    ringFolder,
  )) {
    if (source !== 'syslog' || received < now - YOUNG) continue;
    for (let i = 0; i < count; i++) {
      const options = { receivedAt: received, ...(timeZone === undefined ? {} : { timeZone }) };
      const { host, time } = lineEvent(buffer.subarray(starts[i], ends[i]), options);
      const name = host ?? senders?.[senderOf?.[i] ?? 0] ?? '';
      if (Number.isNaN(time) || name === '') continue;
      const known = offsets.get(name) ?? [];
      if (known.length === 0 && offsets.size >= MOST_HOSTS) continue;
      offsets.set(name, known);
      known.push(time - received);
      if (known.length > MOST_OF_HOST) known.shift();
    }
  }
  return [...offsets]
    .map(([host, of]) => ({ host, ahead: median(of), lines: of.length }))
    .filter(({ ahead, lines }) => lines >= ENOUGH && Math.abs(ahead) > TOLERATED)
    .sort((a, b) => Math.abs(b.ahead) - Math.abs(a.ahead));
}

/** Lines that waited are late, so that a few of them say nothing. */
function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}
