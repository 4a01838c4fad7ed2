import type { Category } from '../core/categories.ts';

/** What a rule asks of a line. All that is given must hold; of a list one entry must. */
export interface Conditions {
  /** Bit s = severity s (0–7), bit 8 = the line says none; null = any. */
  readonly severities: number | null;
  /** Names with `*` for any run of characters, compared without regard to case. */
  readonly apps: readonly string[] | null;
  readonly hosts: readonly string[] | null;
  /** Addresses that sent the line, whatever host it names; absent or null = any, none of a line that was not sent. */
  readonly senders?: readonly string[] | null;
  /** Template ids; a text stands for its id. */
  readonly templates: readonly string[] | null;
  /** Patterns for the text `APP[PID]: MESSAGE`. */
  readonly patterns: readonly string[] | null;
  readonly ignoreCase: boolean;
  /** Fields by dotted path, with the values (globs) of which each must have one. */
  readonly fields: readonly (readonly [path: string, values: readonly string[]])[] | null;
}

/** A rule as read from a file, checked but not compiled. */
export interface Rule {
  /** Unique; a pack's rules are `pack/name`. */
  readonly id: string;
  readonly action: 'drop' | 'keep' | 'escalate';
  /** Set for `escalate` alone. */
  readonly category: Category | null;
  /** 0–1. */
  readonly gravity: number;
  readonly page: boolean;
  readonly owner: string | null;
  readonly reason: string;
  /** Epoch ms from which on it does nothing but count, infinite when it stays. */
  readonly until: number;
  readonly match: Conditions;
  /** Lines that it must and must not match. */
  readonly test: { readonly match: readonly string[]; readonly noMatch: readonly string[] };
  /** It comes with logsift and was reviewed: its patterns may run on the engine's own regular expressions. */
  readonly builtIn: boolean;
  /** `file:line` of its beginning. */
  readonly where: string;
}
