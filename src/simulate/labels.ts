import { rfc3339 } from '../core/event.ts';
import type { Scenario, Truth } from './scenario.ts';

/** Line numbers that are listed one by one; beyond, the count and the range remain. */
const MOST_NUMBERS = 10_000;

/** Truth about a made log, the shape of `--labels FILE`. Times are RFC 3339 in UTC, line numbers count from 1. */
export interface Labels {
  readonly schemaVersion: 1;
  readonly seed: number;
  readonly start: string;
  /** First moment after the log: what times without a year are read against. */
  readonly end: string;
  readonly timeZone: string;
  readonly rate: number;
  readonly format: string;
  readonly lines: number;
  readonly hosts: readonly { readonly name: string; readonly role: string; readonly address: string }[];
  readonly planted: readonly PlantedLabel[];
}

export interface PlantedLabel {
  readonly kind: string;
  readonly harmless: boolean;
  readonly summary: string;
  readonly subjects: Truth['subjects'];
  readonly root: Truth['root'];
  readonly from: string;
  readonly to: string;
  /** `line` and `text` are null when the symptom is that nothing is said. */
  readonly firstSymptom: {
    readonly time: string;
    readonly line: number | null;
    readonly text: string | null;
  };
  /** Lines that exist, or are different, because of it. */
  readonly lines: {
    readonly count: number;
    readonly first: number | null;
    readonly last: number | null;
    /** The first ten thousand. */
    readonly numbers: readonly number[];
  };
  /** Ordinary lines that were not said because of it. */
  readonly silenced: number;
}

/** Gathers what became of one planted scenario. */
export class LabelKeeper {
  readonly #scenario: Scenario;
  readonly #truth: Truth;
  readonly #numbers: number[] = [];
  #count = 0;
  #last = 0;
  #silenced = 0;
  #symptom: { time: number; line: number; text: string } | null = null;

  constructor(scenario: Scenario, truth: Truth) {
    this.#scenario = scenario;
    this.#truth = truth;
  }

  /** A line of the scenario was written. */
  line(number: number, time: number, text: string): void {
    this.#count++;
    this.#last = number;
    if (this.#numbers.length < MOST_NUMBERS) this.#numbers.push(number);
    if (this.#symptom === null && time >= Math.floor(this.#truth.symptom ?? this.#truth.from)) {
      this.#symptom = { time, line: number, text };
    }
  }

  /** An ordinary line was left out. */
  silence(): void {
    this.#silenced++;
  }

  /** The truth so far. */
  label(end: number): PlantedLabel {
    const { name, harmless } = this.#scenario;
    const { summary, subjects, root, from, to, symptom = from } = this.#truth;
    const seen = this.#symptom;
    return {
      kind: name,
      harmless,
      summary,
      subjects,
      root,
      from: rfc3339(Math.floor(from))!,
      to: rfc3339(Math.min(Math.ceil(to), end))!,
      firstSymptom: {
        time: rfc3339(seen?.time ?? symptom)!,
        line: seen?.line ?? null,
        text: seen?.text ?? null,
      },
      lines: {
        count: this.#count,
        first: this.#numbers[0] ?? null,
        last: this.#count > 0 ? this.#last : null,
        numbers: [...this.#numbers],
      },
      silenced: this.#silenced,
    };
  }
}
