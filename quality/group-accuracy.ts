/** How well predicted groups of lines fit the true ones. */
export interface GroupAccuracy {
  /** Share of lines whose predicted group is exactly their true group. */
  readonly groupAccuracy: number;
  /** F1 of groups: predicted groups that are exactly a true one, against those predicted and those true. */
  readonly groupF1: number;
  readonly found: number;
  readonly expected: number;
}

/** Compares two labelings of the same lines; labels of one are not compared with those of the other. */
export function groupAccuracy(predicted: readonly string[], truth: readonly string[]): GroupAccuracy {
  const byPrediction = count(predicted);
  const byTruth = count(truth);
  const pairs = count(predicted.map((label, i) => pairOf(label, truth[i]!)));
  let lines = 0;
  let groups = 0;
  const seen = new Set<string>();
  for (let i = 0; i < predicted.length; i++) {
    const pair = pairOf(predicted[i]!, truth[i]!);
    const n = pairs.get(pair)!;
    if (n !== byPrediction.get(predicted[i]!) || n !== byTruth.get(truth[i]!)) continue;
    lines++;
    if (seen.has(pair)) continue;
    seen.add(pair);
    groups++;
  }
  const total = byPrediction.size + byTruth.size;
  return {
    groupAccuracy: predicted.length === 0 ? 0 : lines / predicted.length,
    groupF1: total === 0 ? 0 : (2 * groups) / total,
    found: byPrediction.size,
    expected: byTruth.size,
  };
}

/** Share of lines whose template text is the true one; blanks and runs of slots are written in many ways and do not count. */
export function messageAccuracy(predicted: readonly string[], truth: readonly string[]): number {
  if (predicted.length === 0) return 0;
  const same = predicted.filter((text, i) => normalTemplate(text) === normalTemplate(truth[i]!));
  return same.length / predicted.length;
}

/** A template's text with blanks collapsed and slots that touch, or only a blank or comma apart, as one. */
export function normalTemplate(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/<\*>(?:[\s,.:/@|-]*<\*>)+/g, '<*>');
}

function pairOf(predicted: string, truth: string): string {
  return `${predicted}\0${truth}`;
}

function count(labels: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return counts;
}
