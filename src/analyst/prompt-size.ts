/** How much of everything is said; each list is the next shorter way to say it. */
export interface Measure {
  /** Lines before a piece of evidence. */
  readonly before: number;
  /** Lines of evidence of a finding, and of the root. */
  readonly evidence: number;
  readonly rootEvidence: number;
  /** Characters of a line. */
  readonly line: number;
  /** Findings told with all that is known of them; of the rest the reason stays. */
  readonly whole: number;
  /** Findings of which more than the id is told. */
  readonly told: number;
  /** Changes, similar incidents, hosts, forecasts and notes, of each. */
  readonly beside: number;
}

/** From generous to sparse. The oldest context goes first, then lines of evidence, then what is said beside. */
export const MEASURES: readonly Measure[] = [
  { before: 10, evidence: 4, rootEvidence: 6, line: 500, whole: 20, told: 50, beside: 12 },
  { before: 5, evidence: 3, rootEvidence: 5, line: 400, whole: 16, told: 50, beside: 10 },
  { before: 2, evidence: 2, rootEvidence: 4, line: 300, whole: 12, told: 40, beside: 8 },
  { before: 0, evidence: 2, rootEvidence: 3, line: 260, whole: 8, told: 30, beside: 6 },
  { before: 0, evidence: 1, rootEvidence: 3, line: 220, whole: 6, told: 20, beside: 4 },
  { before: 0, evidence: 0, rootEvidence: 2, line: 180, whole: 3, told: 10, beside: 3 },
  { before: 0, evidence: 0, rootEvidence: 1, line: 140, whole: 1, told: 4, beside: 1 },
];

/** Lines of which those that differ in numbers only are told once: text, and how many there were. */
export function withoutRepeats<Text extends string>(
  lines: readonly Text[],
): { readonly text: Text; readonly times: number }[] {
  const shapes = new Map<string, { readonly text: Text; times: number }>();
  for (const text of lines) {
    const shape = text.replace(/\d+/g, '#');
    const known = shapes.get(shape);
    if (known === undefined) shapes.set(shape, { text, times: 1 });
    else known.times++;
  }
  return [...shapes.values()];
}

/** What did not fit, counted by what it is. */
export class LeftOut {
  readonly #counts = new Map<string, number>();

  add(what: string, n: number): void {
    if (n > 0) this.#counts.set(what, (this.#counts.get(what) ?? 0) + n);
  }

  /** A sentence for each. */
  get sentences(): string[] {
    return [...this.#counts].map(([what, n]) => `${n} ${what} left out`);
  }
}
