/** A line of a difference between two texts: there before, there after, or both. */
export interface DiffLine {
  readonly kind: 'same' | 'gone' | 'new';
  readonly text: string;
}

/** Steps after which two middles are called wholly different; beyond it a difference helps nobody. */
const MOST_STEPS = 3_000;

/**
 * The shortest way from one list of lines to another (Myers, "An O(ND) difference algorithm and its variations", 1986);
 * where it is too long, everything between the common beginning and end.
 */
export function lineDiff(before: readonly string[], after: readonly string[]): DiffLine[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  while (
    end < before.length - start &&
    end < after.length - start &&
    before[before.length - 1 - end] === after[after.length - 1 - end]
  )
    end++;
  const same = (text: string): DiffLine => ({ kind: 'same', text });
  const [a, b] = [before.slice(start, before.length - end), after.slice(start, after.length - end)];
  const middle = middleOf(a, b);
  return [...before.slice(0, start).map(same), ...middle, ...before.slice(before.length - end).map(same)];
}

function middleOf(a: readonly string[], b: readonly string[]): DiffLine[] {
  const trace: Int32Array[] = [];
  const most = Math.min(MOST_STEPS, a.length + b.length);
  const offset = most + 1;
  const reach = new Int32Array(2 * most + 3);
  for (let d = 0; d <= most; d++) {
    trace.push(reach.slice(offset - d - 1, offset + d + 2));
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && reach[offset + k - 1]! < reach[offset + k + 1]!);
      let x = down ? reach[offset + k + 1]! : reach[offset + k - 1]! + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      reach[offset + k] = x;
      if (x >= a.length && x - k >= b.length) return walked(a, b, trace);
    }
  }
  return [
    ...a.map((text): DiffLine => ({ kind: 'gone', text })),
    ...b.map((text): DiffLine => ({ kind: 'new', text })),
  ];
}

/** The way back, by what each step had reached before it. */
function walked(a: readonly string[], b: readonly string[], trace: readonly Int32Array[]): DiffLine[] {
  const lines: DiffLine[] = [];
  let [x, y] = [a.length, b.length];
  for (let d = trace.length - 1; d >= 0; d--) {
    const reach = (k: number) => trace[d]![k + d + 1]!;
    const k = x - y;
    const down = k === -d || (k !== d && reach(k - 1) < reach(k + 1));
    const fromX = d === 0 ? 0 : down ? reach(k + 1) : reach(k - 1);
    const fromY = d === 0 ? 0 : fromX - (down ? k + 1 : k - 1);
    while (x > fromX && y > fromY && a[x - 1] === b[y - 1]) {
      lines.push({ kind: 'same', text: a[--x]! });
      y--;
    }
    if (d === 0) break;
    if (down) lines.push({ kind: 'new', text: b[--y]! });
    else lines.push({ kind: 'gone', text: a[--x]! });
  }
  return lines.reverse();
}

/** Those lines that differ, with so many around them; null stands for what is left out. */
export function withContext(lines: readonly DiffLine[], around = 3): (DiffLine | null)[] {
  const shown = new Uint8Array(lines.length);
  for (const [i, { kind }] of lines.entries()) {
    if (kind === 'same') continue;
    shown.fill(1, Math.max(0, i - around), Math.min(lines.length, i + around + 1));
  }
  return lines.flatMap((line, i) => {
    if (shown[i] === 1) return [line];
    return i > 0 && shown[i - 1] === 0 ? [] : [null];
  });
}
