import type { Category } from './categories.ts';

/** The rule of tier 1 that decided about a line; one object per rule, shared by all lines it decides about. */
export interface RuleHit {
  /** `linux/oom-kill` for a rule of a pack, the name its author gave for others. */
  readonly id: string;
  /** Null for rules that drop or keep. */
  readonly category: Category | null;
  /** How bad such a line is, 0–1. */
  readonly gravity: number;
  /** Findings of this rule are above the page line by themselves. */
  readonly page: boolean;
  /** Why the rule is there, in its author's words. */
  readonly reason: string;
}
