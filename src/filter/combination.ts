import type { CompiledRule } from './compiled-rule.ts';
import { type Pattern, united } from './pattern.ts';

/** What was decided once for all lines of a program, severity, host and kind, and what is left to ask of each. */
export interface Combination {
  /** Rules that hold whatever the line says, first to last; the last of them stays forever. */
  readonly fixed: readonly number[];
  /** The fixed rule that decides when nothing is left to ask, −1 for none; null when lines differ. */
  readonly settled: number | null;
  /** Bit per rule: it is asked when one of its words occurs. */
  readonly byWord: Uint8Array | null;
  /** Rules that are asked of every line. */
  readonly always: readonly number[];
  /** The patterns of `always` united, so that one test rules out all of them; null when one of them has none. */
  readonly anyOfAlways: readonly Pattern[] | null;
}

/** Sorts the rules that concern a combination, given in order of precedence, by how they are asked. */
export function combine(
  rules: readonly CompiledRule[],
  concerned: readonly number[],
  app: string,
): Combination {
  const fixed: number[] = [];
  const always: number[] = [];
  const byWord: number[] = [];
  const name = app.toLowerCase();
  for (const index of concerned) {
    const rule = rules[index]!;
    if (rule.fixed) {
      fixed.push(index);
      // What stands behind a rule that always holds never gets its turn.
      if (rule.forever) break;
    } else if (rule.words === null || rule.words.some((word) => name.includes(word.toLowerCase()))) {
      always.push(index);
    } else byWord.push(index);
  }
  const settled = fixed.length === 0 ? -1 : rules[fixed[0]!]!.forever ? fixed[0]! : null;
  const asked = always.length + byWord.length > 0;
  const bits = byWord.length === 0 ? null : new Uint8Array(rules.length);
  for (const index of byWord) bits![index] = 1;
  return {
    fixed,
    settled: asked ? null : settled,
    byWord: bits,
    always,
    anyOfAlways: unite(always.map((index) => rules[index]!)),
  };
}

/** One pattern for each way of matching: reviewed or not, letters of either case or not. */
function unite(rules: readonly CompiledRule[]): Pattern[] | null {
  const lists = new Map<string, CompiledRule[]>();
  for (const one of rules) {
    if (one.pattern === null) return null;
    const key = `${one.rule.builtIn} ${one.rule.match.ignoreCase}`;
    lists.set(key, [...(lists.get(key) ?? []), one]);
  }
  return [...lists.values()].map((list) => {
    const { builtIn, match } = list[0]!.rule;
    const sources = list.flatMap((one) => one.sources);
    return united(sources, { builtIn, ignoreCase: match.ignoreCase });
  });
}
