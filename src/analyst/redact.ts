import type { Redacted } from '../core/llm.ts';
import type { KnownNames } from './view.ts';

/** `pseudonyms`: secrets are cut and names replaced; `plain`: secrets are cut, names stay. */
export type Privacy = 'pseudonyms' | 'plain';

export interface RedactorOptions {
  readonly privacy: Privacy;
  readonly known: KnownNames;
  /** Secret of this installation: the same key gives the same pseudonyms, and nobody can guess one without it. */
  readonly key: string;
}

/** What was taken out. */
export interface RedactionCounts {
  /** Secrets by kind. */
  readonly secrets: ReadonlyMap<string, number>;
  /** Different names that were replaced, by kind. */
  readonly names: ReadonlyMap<string, number>;
  /** Characters that nobody would have seen. */
  readonly hidden: number;
}

/** One redactor serves one prompt and its answer. */
export class Redactor {
  readonly privacy: Privacy;

  constructor({ privacy }: RedactorOptions) {
    this.privacy = privacy;
  }

  /** Reads texts for names that only their place gives away, so that they are found in all others, too. */
  learn(_texts: Iterable<string>): void {}

  /** One line of data: without secrets, names replaced, nothing hidden in it. */
  text(text: string): Redacted {
    return text as Redacted;
  }

  /** Lines that follow each other; what began in one of them and ends in a later one is cut, too. */
  lines(lines: readonly string[]): Redacted[] {
    return lines.map((line) => this.text(line));
  }

  /** An answer with the real names in place of their pseudonyms. */
  back(answer: string): string {
    return answer;
  }

  /** Pseudonyms in an answer that were never given. */
  invented(_answer: string): string[] {
    return [];
  }

  get counts(): RedactionCounts {
    return { secrets: new Map(), names: new Map(), hidden: 0 };
  }
}

/** Text of logsift itself, with what was redacted put in: nothing else fits. */
export function own(parts: TemplateStringsArray, ...values: readonly (Redacted | number)[]): Redacted {
  let text = parts[0]!;
  values.forEach((value, i) => {
    text += String(value) + parts[i + 1]!;
  });
  return text as Redacted;
}

/** Redacted pieces, one to a line. */
export function joined(pieces: readonly Redacted[]): Redacted {
  return pieces.join('\n') as Redacted;
}
