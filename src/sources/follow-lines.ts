const LF = 10;
const CR = 13;
const NO_LINES = new Int32Array(0);

export type Codec = 'utf-8' | 'utf-16le' | 'utf-16be';

/** Lines cut out of bytes; what behind them is no whole line yet was not consumed. */
export interface CutLines {
  /** Lines as UTF-8 (or as they were, where they are not UTF-16). */
  readonly buffer: Buffer;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly count: number;
  readonly truncated: readonly number[];
  /** Bytes of the input that are done with. */
  readonly consumed: number;
  /** The last line was cut and its end has not come. */
  readonly skipping: boolean;
}

export interface CutOptions {
  readonly codec: Codec;
  readonly maxLineBytes: number;
  /** The bytes begin inside a line that was cut. */
  readonly skipping: boolean;
  /** Nothing more will come: what is left is the last line. */
  readonly final: boolean;
}

/**
 * Cuts whole lines off the beginning of `raw`, by the same rules as `LineSplitter` (LF and CRLF, a limit, no cut
 * inside a character). Keeps nothing: the caller comes again with what was not consumed.
 */
export function cutLines(raw: Buffer, options: CutOptions): CutLines {
  if (options.codec === 'utf-8') return cut(raw, raw.length, options);
  const whole = options.final ? raw.length & ~1 : wholeLines16(raw, options.codec);
  const tooLong = whole === 0 && raw.length > 2 * options.maxLineBytes;
  const length = tooLong ? (2 * options.maxLineBytes + 2) & ~1 : whole;
  const text = Buffer.from(
    new TextDecoder(options.codec, { ignoreBOM: true }).decode(raw.subarray(0, length)),
  );
  const lines = cut(text, text.length, { ...options, final: options.final || tooLong });
  return { ...lines, consumed: length, skipping: lines.skipping || tooLong };
}

function cut(bytes: Buffer, length: number, options: CutOptions): CutLines {
  const { maxLineBytes, final } = options;
  let { skipping } = options;
  const starts: number[] = [];
  const ends: number[] = [];
  const truncated: number[] = [];
  const add = (from: number, to: number) => {
    starts.push(from);
    if (to - from > maxLineBytes) {
      truncated.push(starts.length - 1);
      ends.push(limit(bytes, from, maxLineBytes));
    } else ends.push(to);
  };
  let start = 0;
  for (let lf = bytes.indexOf(LF); lf >= 0; lf = bytes.indexOf(LF, start)) {
    if (skipping) skipping = false;
    else add(start, lf > start && bytes[lf - 1] === CR ? lf - 1 : lf);
    start = lf + 1;
  }
  const left = length - start;
  if (skipping) start = length;
  else if (left > maxLineBytes + 1) {
    add(start, length);
    start = length;
    skipping = !final;
  } else if (final && left > 0) {
    add(start, length);
    start = length;
  }
  const count = starts.length;
  return {
    buffer: bytes.subarray(0, start),
    starts: count === 0 ? NO_LINES : Int32Array.from(starts),
    ends: count === 0 ? NO_LINES : Int32Array.from(ends),
    ...{ count, truncated, consumed: start, skipping },
  };
}

/** End of a line that is cut at the limit, not inside a UTF-8 character. */
function limit(bytes: Buffer, start: number, most: number): number {
  let end = start + most;
  for (let back = 0; back < 3 && (bytes[end]! & 0xc0) === 0x80; back++) end--;
  return (bytes[end]! & 0xc0) === 0x80 || end <= start ? start + most : end;
}

/** Bytes up to and with the last line end of UTF-16 text. */
function wholeLines16(raw: Buffer, codec: Codec): number {
  const little = codec === 'utf-16le';
  for (let at = (raw.length & ~1) - 2; at >= 0; at -= 2) {
    if (raw[little ? at : at + 1] === LF && raw[little ? at + 1 : at] === 0) return at + 2;
  }
  return 0;
}
