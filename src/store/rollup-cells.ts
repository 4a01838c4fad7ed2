/** Counts of one bucket: number of the series → count. As bytes: (step of the number, count) as LEB128, ascending. */
export type Counts = Map<number, number>;

/** Packs counts; whole numbers ≥ 1 of series ≥ 0. */
export function packCounts(counts: Counts): Buffer {
  const bytes = Buffer.allocUnsafe(20 * counts.size);
  let to = 0;
  let before = 0;
  for (const series of [...counts.keys()].sort((a, b) => a - b)) {
    to = put(bytes, to, series - before);
    to = put(bytes, to, counts.get(series)!);
    before = series;
  }
  return bytes.subarray(0, to);
}

/** Adds packed counts to others; gives false when they are not what `packCounts` made. */
export function addPacked(bytes: Uint8Array, to: Counts): boolean {
  return eachPacked(bytes, (series, count) => {
    to.set(series, (to.get(series) ?? 0) + count);
  });
}

/** Goes through packed counts in order; false when they end in the middle. */
export function eachPacked(bytes: Uint8Array, take: (series: number, count: number) => void): boolean {
  let series = 0;
  let at = 0;
  const next = (): number => {
    let value = 0;
    for (let scale = 1; at < bytes.length; scale *= 128) {
      const byte = bytes[at++]!;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
    return Number.NaN;
  };
  while (at < bytes.length) {
    series += next();
    const count = next();
    if (Number.isNaN(count)) return false;
    take(series, count);
  }
  return true;
}

/**
 * Adds packed counts to a table of rows of `stride` numbers: that of a series at `place` of the row `rows[series]`, if it
 * has one (−1: none). Half the time of `eachPacked`, where there are millions.
 */
export function addToTable(
  bytes: Uint8Array,
  table: Float64Array,
  { rows, stride, place }: { readonly rows: Int32Array; readonly stride: number; readonly place: number },
): void {
  const { length } = bytes;
  let series = 0;
  let at = 0;
  while (at < length) {
    let byte = bytes[at++]!;
    let step = byte & 127;
    for (let shift = 7; byte >= 128 && at < length; shift += 7) {
      byte = bytes[at++]!;
      step |= (byte & 127) << shift;
    }
    series += step;
    byte = bytes[at++]!;
    let count = byte & 127;
    for (let scale = 128; byte >= 128 && at < length; scale *= 128) {
      byte = bytes[at++]!;
      count += (byte & 127) * scale;
    }
    const row = series < rows.length ? rows[series]! : -1;
    if (row >= 0) table[row * stride + place]! += count;
  }
}

function put(bytes: Buffer, at: number, value: number): number {
  let rest = value;
  let to = at;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes[to++] = (rest % 128) | 128;
  bytes[to++] = rest;
  return to;
}
