import type { FilterReport, ScanTotals } from '../core/scan-result.ts';
import { count, grouped } from '../core/words.ts';
import { truncateToWidth } from '../kit/terminal.ts';
import { columns, type Page, paragraph } from './page.ts';

const INDENT = '    ';
const MOST_HELD_BACK = 10;

/** What is shown of a rule. */
export interface ShownRule {
  readonly id: string;
  readonly action: string;
  readonly category: string | null;
  readonly gravity: number;
  readonly page: boolean;
  readonly reason: string;
  readonly owner: string | null;
  /** Epoch ms, infinite for none. */
  readonly until: number;
  readonly where: string;
}

/** The rules in order of precedence, two lines each. */
export function renderRules(rules: readonly ShownRule[], page: Page): string {
  const rows = rules.flatMap((rule) => {
    const ends = Number.isFinite(rule.until)
      ? ` until ${new Date(rule.until).toISOString().slice(0, 10)}`
      : '';
    const what =
      rule.action === 'escalate'
        ? `escalate as ${rule.category}, gravity ${rule.gravity}${rule.page ? ', page' : ''}`
        : rule.action;
    const owner = rule.owner === null ? '' : ` (${rule.owner})`;
    const [head, ...more] = paragraph(`${rule.id}  ${what}${ends}`, page, '');
    return [
      page.paint.headline(head!),
      ...more,
      ...paragraph(`${rule.reason}; ${rule.where}${owner}`, page, INDENT),
    ];
  });
  return `${[...rows, '', `${count(rules.length, 'rule')}; the first that matches decides.`].join('\n')}\n`;
}

/** What the rules say of one line. */
export function renderVerdict(
  verdict: {
    readonly text: string;
    readonly mark: string;
    readonly rule: string | null;
    readonly reason: string | null;
    readonly also: readonly string[];
  },
  page: Page,
): string {
  const by = verdict.rule === null ? 'no rule matches' : `rule ${verdict.rule}: ${verdict.reason}`;
  const rows = [
    ...paragraph(verdict.text, page, ''),
    ...paragraph(`${verdict.mark}  ${by}`, page, INDENT),
    ...(verdict.also.length === 0
      ? []
      : paragraph(`would match too: ${verdict.also.join(', ')}`, page, INDENT)),
  ];
  return `${rows.join('\n')}\n`;
}

/** What the rules made of whole logs. */
export function renderReduction(
  result: { readonly filter: FilterReport } & Pick<ScanTotals, 'dropped' | 'kept' | 'escalated'>,
  page: Page,
): string {
  const { dropped, kept, escalated, filter } = result;
  const lines = dropped + kept + escalated;
  const rows = filter.rules.flatMap(({ id, action, hits, expired, keptAsNew }) => {
    const notes = [
      ...(expired > 0 ? [`${grouped(expired)} since it expired`] : []),
      ...(keptAsNew > 0 ? [`${grouped(keptAsNew)} kept as new`] : []),
    ];
    const rest = notes.length === 0 ? '' : ` (${notes.join(', ')})`;
    return paragraph(`${grouped(hits).padStart(9)}  ${action.padEnd(8)}  ${id}${rest}`, page, '');
  });
  const held = filter.wouldHaveShown.slice(0, MOST_HELD_BACK).map(({ rule, outcome, example, lines: n }) => {
    const text = `${grouped(n).padStart(9)}  ${outcome} by ${rule}: ${example}`;
    return truncateToWidth(text, page.width === null ? 500 : columns(page));
  });
  const sum = `${count(lines, 'line')}: ${grouped(dropped)} dropped, ${grouped(kept)} kept, ${grouped(escalated)} escalated.`;
  const list = held.length === 0 ? [] : ['', 'What drop rules would have shown, the gravest first:', ...held];
  return `${[...rows, ...list, '', sum].join('\n')}\n`;
}

/** What came of the rules' own test lines. */
export function renderRuleTests(
  result: {
    readonly rules: number;
    readonly lines: number;
    readonly failures: readonly { rule: string; where: string; line: string; problem: string }[];
  },
  page: Page,
): string {
  const rows = result.failures.flatMap(({ rule, where, line, problem }) => [
    ...paragraph(`${where}: ${rule} ${problem}`, page, ''),
    ...paragraph(line, page, INDENT),
  ]);
  const sum = `${count(result.rules, 'rule')}, ${count(result.lines, 'test line')}, ${grouped(result.failures.length)} wrong.`;
  return `${[...rows, sum].join('\n')}\n`;
}
