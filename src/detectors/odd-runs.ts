/** A stretch that is odd in one place of the log; what detectors of stretches have in common. */
export interface OddRun {
  /** How far out it lies, in spreads of its place; ≥ the threshold from which stretches are noted. */
  readonly score: number;
  /** Bits of the tenths in which it lies; 0 in one pass. */
  readonly tenths: number;
  /** −log10 of the chance of a stretch this odd per look, going by its place alone. */
  raw: number;
  /** Expected number of stretches as odd, anywhere, in a log like this one. */
  expected: number;
}

/** Stretches judged; beyond, the least odd are left out. */
const MOST = 2000;
/** What one decade of oddity is worth before anything was seen: −log10 of a chance falls by e per this much. */
const DECADE = Math.LOG10E;
/** However far out something lies, a history of n stretches cannot say that it is rarer than this many in n. */
const LEAST = 0.05;
/** So many other matters, as odd or nearly, may lie in a log without making one more ordinary. */
const TRIMMED = 2;
const CLOSE = 0.5;

/**
 * Chance that an excess over a threshold is at least `excess` when `seen` were seen that add up to `sum`: excesses
 * are taken as exponential with unknown mean, about which one excess of size `prior` is known (the predictive
 * distribution is Lomax's, heavy-tailed while little was seen).
 */
function chanceOfExcess(excess: number, known: { seen: number; sum: number; prior: number }): number {
  const sum = known.prior + known.sum;
  return (sum / (sum + Math.max(0, excess))) ** (1 + known.seen);
}

/** −log10 of the chance that one look at a place finds a stretch this far out, given those found there before. */
export function rawOf(excess: number, known: { seen: number; sum: number; looks: number }): number {
  const often = (known.seen + 0.5) / (known.looks + 1);
  return Math.max(0, -Math.log10(often * chanceOfExcess(excess, { ...known, prior: 1 })));
}

/** Sets `raw` of the stretches of one place: each judged by those that lie in other tenths. */
export function judgePlace(
  runs: readonly OddRun[],
  place: { readonly looks: number; readonly threshold: number },
): void {
  for (const run of runs) {
    let seen = 0;
    let sum = 0;
    for (const other of runs) {
      if (other === run || atOnce(other.tenths, run.tenths)) continue;
      seen++;
      sum += other.score - place.threshold;
    }
    run.raw = rawOf(run.score - place.threshold, { seen, sum, looks: place.looks });
  }
}

/**
 * Sets `expected`: how many stretches at least as odd a log like this one holds, going by those in other
 * tenths. The oddest two are left out, so that two incidents do not
 * hide each other. Where there is none, the tail of those there are is drawn out, but not beyond what so short
 * a history can tell.
 *
 * @param least `raw` from which stretches are handed in here
 * @param matters those that they are compared with, where several stretches may be one matter
 * @returns those judged, oddest first
 */
export function judgeAcross<Run extends OddRun>(
  runs: readonly Run[],
  least: number,
  matters: readonly OddRun[] = runs,
): Run[] {
  const others = [...matters].sort((a, b) => b.raw - a.raw).slice(0, MOST);
  const sorted = [...runs].sort((a, b) => b.raw - a.raw).slice(0, MOST);
  for (const run of sorted) {
    let [as, seen, sum, left] = [0, 0, 0, TRIMMED];
    for (const other of others) {
      if (other === run || atOnce(other.tenths, run.tenths)) continue;
      if (left > 0 && other.raw >= run.raw - CLOSE) {
        left--;
        continue;
      }
      seen++;
      sum += other.raw - least;
      if (other.raw >= run.raw) as++;
    }
    run.expected = expectedOf(run.raw - least, { as, seen, sum }) / 0.9;
  }
  return sorted;
}

/** Expected number of stretches as odd: `as` at least as odd ones were seen among `seen`. */
export function expectedOf(excess: number, known: { as: number; seen: number; sum: number }): number {
  if (known.as > 0) return known.as + 0.5;
  const tail = (known.seen + 0.5) * chanceOfExcess(excess, { ...known, prior: DECADE });
  return Math.min(0.5, Math.max(LEAST, tail));
}

/** Whether two stretches lie in much the same tenths, and may be one matter. */
function atOnce(a: number, b: number): boolean {
  return 2 * bitCount(a & b) > bitCount(a | b);
}

function bitCount(bits: number): number {
  let n = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) n++;
  return n;
}

/** The middle one of a sorted list, by share: 0.5 is the median. NaN for an empty list. */
export function at(sorted: ArrayLike<number>, share: number): number {
  return sorted.length === 0
    ? Number.NaN
    : sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
}
