import type { RuleRow } from '../../../../src/core/api-filter.ts';

/** Which rules are shown. */
export const SHOWN = [
  ['', 'all rules'],
  ['mine', 'my own'],
  ['drop', 'that drop'],
  ['keep', 'that keep'],
  ['escalate', 'that call bad'],
  ['hiding', 'that hid something'],
  ['ending', 'that expire or have'],
  ['idle', 'that never hit'],
] as const;
export type Shown = (typeof SHOWN)[number][0];

/** Rules that fit, in the order asked for: by precedence where none is. */
export function orderedRules(
  rules: readonly RuleRow[],
  { text, shown, sort }: { readonly text: string; readonly shown: Shown; readonly sort: string },
): readonly RuleRow[] {
  const wanted = text.trim().toLowerCase();
  const found = rules.filter((rule) => shows(rule, shown) && (wanted === '' || reads(rule).includes(wanted)));
  const by = ORDERS[sort.replace(/^-/, '') as keyof typeof ORDERS];
  if (by === undefined) return found;
  const sorted = found.toSorted(by);
  return sort.startsWith('-') ? sorted.reverse() : sorted;
}

const ORDERS = {
  id: (a: RuleRow, b: RuleRow) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  hits: (a: RuleRow, b: RuleRow) => a.hits - b.hits,
  hidden: (a: RuleRow, b: RuleRow) => a.hidden - b.hidden,
  until: (a: RuleRow, b: RuleRow) => (a.until ?? Number.MAX_VALUE) - (b.until ?? Number.MAX_VALUE),
} as const;

function shows(rule: RuleRow, shown: Shown): boolean {
  switch (shown) {
    case '':
      return true;
    case 'mine':
      return !rule.builtIn;
    case 'hiding':
      return rule.hidden > 0;
    case 'ending':
      return rule.ends !== null;
    case 'idle':
      return rule.hits + rule.expired + rule.keptAsNew === 0;
    default:
      return rule.action === shown;
  }
}

/** All that a rule says, to search in. */
function reads({ id, reason, owner, category, where, match }: RuleRow): string {
  const patterns = match.flatMap(({ values }) => values);
  return [id, reason, owner ?? '', category ?? '', where, ...patterns].join('\n').toLowerCase();
}
