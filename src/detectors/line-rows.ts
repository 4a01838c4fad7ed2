import { fitIsolationForest, type IsolationForest } from '../ml/index.ts';
import { readLook } from './line-look.ts';
import type { LineState } from './line-state.ts';

const TREES = 100;
/** Words of a template that are looked at. */
const MAX_WORDS = 24;
const MAX_VOCABULARY = 50_000;

/** Columns of a line's row. */
export const COLUMNS = [
  ...([
    'severity',
    'status',
    'duration',
    'length',
    'rarity',
    'hour sine',
    'hour cosine',
    'app',
    'words',
  ] as const),
] as const;

/** A line as the sample keeps it. */
export interface SampledLine {
  readonly state: LineState;
  readonly look: number;
}

/** How rare kinds of line, programs and words are, in a log as it is known. */
export class Rarity {
  readonly #segment: number;
  readonly #apps = new Map<string, number>();
  readonly #words = new Map<LineState, number>();
  #total = 0;

  constructor(states: Iterable<LineState>, segment: number) {
    this.#segment = segment;
    const lines = new Map<string, number>();
    const all = [...states];
    for (const state of all) {
      const count = state.linesOutside(segment);
      this.#total += count;
      const app = state.app ?? '';
      this.#apps.set(app, (this.#apps.get(app) ?? 0) + count);
      for (const word of wordsOf(state)) {
        const known = lines.get(word);
        if (known !== undefined || lines.size < MAX_VOCABULARY) lines.set(word, (known ?? 0) + count);
      }
    }
    for (const state of all) {
      // In a line nearly every word comes once: term frequency is 1, and the rarest word says it all.
      const rarest = Math.max(0, ...wordsOf(state).map((word) => this.#rare(lines.get(word) ?? 0)));
      this.#words.set(state, rarest);
    }
  }

  /** The row of a line with this look. */
  row({ state, look }: SampledLine): number[] {
    const { severity, status, duration, length, hour } = readLook(look);
    const angle = hour < 0 ? Number.NaN : (hour / 24) * 2 * Math.PI;
    return [
      severity < 0 ? Number.NaN : severity,
      status,
      duration,
      length,
      this.#rare(state.linesOutside(this.#segment)),
      Math.sin(angle),
      Math.cos(angle),
      this.#rare(this.#apps.get(state.app ?? '') ?? 0),
      this.#words.get(state) ?? 0,
    ];
  }

  #rare(lines: number): number {
    return Math.log10((this.#total + 1) / (lines + 1));
  }
}

/** Learns what usual lines look like; the same rows give the same forest. */
export function fitLines(rows: readonly number[][]): IsolationForest {
  return fitIsolationForest(rows, { trees: TREES, seed: 1, names: COLUMNS });
}

function wordsOf({ text }: LineState): string[] {
  return [...new Set(text.toLowerCase().match(/\p{L}[\p{L}\d_-]{2,}/gu) ?? [])].slice(0, MAX_WORDS);
}
