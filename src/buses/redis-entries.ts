import type { BusEntry } from '../core/bus.ts';

/** Field of an entry that has the bytes; one letter, as it is stored with each. */
export const FIELD = 'b';

/** Entries as XRANGE and XREADGROUP answer them. What somebody else wrote has what its fields have, or nothing. */
export function entriesIn(reply: unknown): BusEntry[] {
  return (reply as readonly (readonly [Buffer, readonly Buffer[] | null])[]).map(([id, fields]) => {
    const text = id.toString();
    return { id: text, bytes: bytesIn(fields ?? []), time: Number(text.slice(0, text.indexOf('-'))) };
  });
}

function bytesIn(fields: readonly Buffer[]): Buffer {
  for (let i = 0; i + 1 < fields.length; i += 2) if (fields[i]!.toString() === FIELD) return fields[i + 1]!;
  return fields[1] ?? Buffer.alloc(0);
}

/** Whether one id comes before another. Ids are two numbers of 64 bits, `1763769600000-0`. */
export function isBefore(a: string, b: string): boolean {
  const [x, y] = [halves(a), halves(b)];
  return x[0] === y[0] ? x[1] < y[1] : x[0] < y[0];
}

/** The least id behind one. */
export function following(id: string): string {
  const [time, count] = halves(id);
  return `${time}-${count + 1n}`;
}

function halves(id: string): readonly [bigint, bigint] {
  const at = id.indexOf('-');
  const whole = (text: string) => BigInt(/^\d{1,20}$/.test(text) ? text : '0');
  return at < 0 ? [whole(id), 0n] : [whole(id.slice(0, at)), whole(id.slice(at + 1))];
}
