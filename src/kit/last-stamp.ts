/** Length of `Oct 11 22:14:15`. */
export const STAMP_LENGTH = 15;

const BLANK = 32;

/**
 * The bytes of the last time that was read. A busy log writes many lines in a second, and to see that a time is the
 * same once more costs less than to read it.
 */
export class LastStamp {
  readonly #bytes = new Uint8Array(STAMP_LENGTH);
  #known = false;

  /** Whether it stands at `at` again, and nothing behind it that could be a part of it. */
  isAt(bytes: Uint8Array, at: number, end: number): boolean {
    if (!this.#known || !isAlone(bytes, at, end)) return false;
    // Times differ at their ends.
    for (let i = STAMP_LENGTH - 1; i >= 0; i--) if (this.#bytes[i] !== bytes[at + i]) return false;
    return true;
  }

  /** A time of that length was read at `at`. */
  remember(bytes: Uint8Array, at: number, end: number): void {
    if (!isAlone(bytes, at, end)) return;
    for (let i = 0; i < STAMP_LENGTH; i++) this.#bytes[i] = bytes[at + i]!;
    this.#known = true;
  }

  /** Another time is about to be read. */
  forget(): void {
    this.#known = false;
  }
}

/** Whether a blank and a small letter follow, and not `am` or `pm`: no fraction, half of the day, zone or year. */
function isAlone(bytes: Uint8Array, at: number, end: number): boolean {
  const stop = at + STAMP_LENGTH;
  if (stop + 3 > end || bytes[stop] !== BLANK) return false;
  const c = bytes[stop + 1]!;
  return c >= 97 && c <= 122 && bytes[stop + 2] !== 109;
}
