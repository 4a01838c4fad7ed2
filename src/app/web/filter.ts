import type { FilterAnswer, FunnelAnswer, HiddenKind, RuleRow } from '../../core/api-filter.ts';
import type { Range } from '../../core/api-shared.ts';
import { grouped } from '../../core/words.ts';
import type { FilterWorld } from '../../dashboard/routes-filter.ts';
import type { Rule } from '../../filter/rule.ts';
import { type Counted, type SavedFilterBook, savedFilterBook } from '../filter-book.ts';
import { RULES } from '../live-state.ts';
import { listRules } from '../rules.ts';
import { tryRule } from './filter-try.ts';
import type { KindBook } from './kinds.ts';
import { rangeIn } from './lists.ts';
import type { WebParts } from './parts.ts';
import { gravityOf } from './words.ts';

const MOST_HIDDEN = 200;
const WEEK = 7 * 86_400_000;
const HOUR = 3_600_000;
const SEVERITIES = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug', 'none'];

/** Answers of the page of the filter. */
export function filterWorld(parts: WebParts, book: KindBook): FilterWorld {
  return {
    filter: () => filterPage(parts),
    funnel: (range) => funnel(parts, range),
    try: (body) => tryRule(parts, book, body),
  };
}

/** Every rule with what it did, as of the latest snapshot. Throws RULES_INVALID where a file of rules was broken meanwhile. */
function filterPage(parts: WebParts): FilterAnswer {
  const { rules: section } = parts.config;
  const now = parts.now();
  const { saved, asOf } = whatRulesDid(parts);
  const did = new Map(saved?.rules.map(([id, ...of]) => [id, of]));
  const rules = listRules({ files: section.files, noPacks: !section.packs });
  const held = saved?.held ?? [];
  return {
    rules: rules.map((rule) => rowOf(rule, did.get(rule.id) ?? [0, 0, 0], now)),
    hidden: held
      .slice(0, MOST_HIDDEN)
      .map((one): HiddenKind => ({ ...one, gravity: gravityOf(one.gravity) })),
    moreHidden: Math.max(0, held.length - MOST_HIDDEN),
    ...{ since: saved?.since ?? null, asOf },
    counted: saved?.counted ?? { lines: 0, dropped: 0, kept: 0, escalated: 0, keptAsNew: 0 },
    categories: (saved?.categories ?? [])
      .map(([category, lines]) => ({ category, lines }))
      .sort((a, b) => b.lines - a.lines),
    ...{ files: [...section.files], packs: section.packs },
  };
}

function whatRulesDid({ store }: WebParts): {
  readonly saved: SavedFilterBook | null;
  readonly asOf: number | null;
} {
  const latest = store.snapshots.latest();
  const text = store.snapshots.piece(RULES);
  // Snapshots of before it was kept have none.
  const parsed = text === null ? null : savedFilterBook.safeParse(JSON.parse(text));
  return { saved: parsed?.success === true ? parsed.data : null, asOf: latest?.taken ?? null };
}

function rowOf(rule: Rule, [hits = 0, expired = 0, keptAsNew = 0]: readonly number[], now: number): RuleRow {
  const { id, action, category, gravity, page, owner, reason, until, builtIn, where } = rule;
  const ends = until <= now ? 'expired' : until <= now + WEEK ? 'soon' : null;
  return {
    ...{ id, action, category, gravity, page, owner, reason, builtIn, where, ends },
    until: Number.isFinite(until) ? until : null,
    match: matchOf(rule),
    ...{ hits, expired, keptAsNew, hidden: action === 'drop' ? hits : 0 },
  };
}

function matchOf({ match }: Rule): RuleRow['match'] {
  const { severities, apps, hosts, templates, patterns, ignoreCase, fields } = match;
  const named = SEVERITIES.filter((_, bit) => severities !== null && (severities & (1 << bit)) !== 0);
  const of = (what: string, values: readonly string[] | null) =>
    values === null || values.length === 0 ? [] : [{ what, values: [...values] }];
  return [
    ...of('severity', named),
    ...of('program', apps),
    ...of('host', hosts),
    ...of('kind of line', templates),
    ...of(ignoreCase ? 'pattern, any case' : 'pattern', patterns),
    ...(fields ?? []).flatMap(([path, values]) => of(`field ${path}`, values)),
  ];
}

/** From lines to pages: by the hours that were counted, else by all that was. */
function funnel(parts: WebParts, range: Range): FunnelAnswer {
  const { store } = parts;
  const asked = rangeIn(range, parts.now());
  const { saved } = whatRulesDid(parts);
  const first = Math.floor(asked.from / HOUR) * HOUR;
  const hours = (saved?.hours ?? []).filter(([hour]) => hour >= first && hour < asked.to);
  const from = Math.min(asked.to, Math.max(first, hours[0]?.[0] ?? first));
  const span = { from, to: asked.to };
  const sum = (place: 1 | 2 | 3 | 4 | 5) => hours.reduce((all, hour) => all + hour[place], 0);
  const counted: Counted = {
    ...{ lines: sum(1), dropped: sum(2), kept: sum(3), escalated: sum(4), keptAsNew: sum(5) },
  };
  const pages = store.told.between(span.from, span.to).filter(({ kind }) => kind === 'page');
  const steps = [
    ['lines', counted.lines],
    ['kept', counted.kept + counted.escalated],
    ['escalated', counted.escalated],
    ['findings', store.findings.countBetween(span.from, span.to)],
    ['incidents', store.incidents.countBetween(span.from, span.to)],
    ['pages', new Set(pages.map(({ key }) => key)).size],
  ] as const;
  return {
    ...span,
    steps: steps.map(([step, count]) => ({ step, count, words: shareWords(step, count, counted.lines) })),
  };
}

function shareWords(step: string, count: number, lines: number): string {
  if (step === 'lines' || count === 0 || lines === 0) return '';
  const each = lines / count;
  return each < 1.05
    ? 'nearly every line'
    : each < 9.5
      ? `one in ${each.toFixed(1)} lines`
      : `one in ${grouped(each)} lines`;
}
