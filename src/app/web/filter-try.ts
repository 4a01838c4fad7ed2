import type { TryAnswer, TryBody } from '../../core/api-filter.ts';
import { LogsiftError } from '../../core/errors.ts';
import type { Event } from '../../core/event.ts';
import { createFilter, type Filter } from '../../filter/filter.ts';
import { parseRules } from '../../filter/parse-rules.ts';
import type { Rule } from '../../filter/rule.ts';
import type { EventPlace } from '../../store/event-pages.ts';
import type { KeptEvent } from '../../store/events.ts';
import { widthFor } from '../../store/rollup-spread.ts';
import { lineEvent } from '../parse-line.ts';
import { listRules } from '../rules.ts';
import { patience } from './explore-events.ts';
import type { KindBook, LearntKinds } from './kinds.ts';
import type { WebParts } from './parts.ts';
import { gravityOf } from './words.ts';

const HOUR = 3_600_000;
/** Ms for the lines that were kept, and for the examples of the kinds of lines. */
const FOR_LINES = 160;
const FOR_KINDS = 80;
const SLICE = 500;
const MOST_SAMPLES = 20;
const MOST_KINDS = 50;
const LONGEST_LINE = 2000;

/** What a rule would do to the lines that were kept since a time, and which kinds of lines it would meet. */
export function tryRule(parts: WebParts, book: KindBook, body: TryBody): TryAnswer {
  const { rules: section } = parts.config;
  const since = Math.max(0, body.since ?? parts.now() - HOUR);
  const nothing = {
    yaml: yamlOf(body, section.files.length === 0),
    howToSave: howToSave(section.files),
    tried: { since, reached: parts.now(), complete: false, lines: 0 },
    ...{ matches: 0, decides: 0, samples: [], kinds: [], moreKinds: 0 },
  };
  const parsed = parsedRule(yamlOf(body, true));
  if (typeof parsed === 'string') return { problem: parsed, ...nothing };
  const known = book.now();
  const all = listRules({ files: section.files, noPacks: !section.packs });
  const own = all.filter(({ builtIn }) => !builtIn);
  // Behind the own rules that there are, and before those that come with logsift.
  const rules = [...own, parsed, ...all.filter(({ builtIn }) => builtIn)];
  const resolve = (id: string) => known.named.get(id)?.current;
  const asked = {
    rule: parsed,
    alone: createFilter([parsed], { resolve }),
    whole: createFilter(rules, { resolve }),
  };
  return {
    problem: null,
    ...nothing,
    ...triedLines(parts, { ...asked, known, since }),
    ...triedKinds(parts, { ...asked, known, since }),
  };
}

interface Asked {
  readonly rule: Rule;
  /** The rule by itself, and among the others. */
  readonly alone: Filter;
  readonly whole: Filter;
  readonly known: LearntKinds;
  readonly since: number;
}

function triedLines(
  { store, config, now }: WebParts,
  asked: Asked,
): Pick<TryAnswer, 'tried' | 'matches' | 'decides' | 'samples'> {
  const { rule, alone, whole, known, since } = asked;
  const tired = patience(FOR_LINES);
  const samples: TryAnswer['samples'][number][] = [];
  let [lines, matches, decides] = [0, 0, 0];
  let before: EventPlace | null = null;
  let reached = now();
  do {
    const part = store.events.part({ since, limit: SLICE }, { before, tired });
    for (const kept of part.events) {
      const event = eventOf(kept, known, config.timezone);
      lines++;
      alone.mark(event);
      if (event.rule === null) continue;
      matches++;
      whole.mark(event);
      const first = event.rule as { readonly id: string } | null;
      if (first?.id === rule.id) decides++;
      if (samples.length >= MOST_SAMPLES) continue;
      const { id, time, host, app, mark, raw } = kept;
      samples.push({
        ...{ id, time, host, app, mark, raw: raw.slice(0, LONGEST_LINE) },
        before: first === null || first.id === rule.id ? null : first.id,
      });
    }
    before = part.next;
    reached = part.events.at(-1)?.received ?? reached;
  } while (before !== null && !tired());
  const complete = before === null;
  return {
    tried: { since, reached: complete ? since : reached, complete, lines },
    matches,
    decides,
    samples,
  };
}

function triedKinds(
  { store, config, now }: WebParts,
  { alone, known, since }: Asked,
): Pick<TryAnswer, 'kinds' | 'moreKinds'> {
  const to = now();
  const span = { from: Math.min(since, to - 1), to };
  const width = widthFor({ ...span, now: to }, 60);
  const { series } = store.rollups.spread({ kind: 'template', width, ...span }, 1);
  const tired = patience(FOR_KINDS);
  const counted = [...known.kinds.values()]
    .map((kind) => ({
      kind,
      lines: known.idsOf(kind.id).reduce((sum, id) => sum + (series.get(id)?.sum ?? 0), 0),
    }))
    .filter(({ lines }) => lines > 0)
    .sort((a, b) => b.lines - a.lines);
  const met: TryAnswer['kinds'][number][] = [];
  for (const { kind, lines } of counted) {
    if (tired()) break;
    const event = lineEvent(kind.example, { receivedAt: to, ...zoned(config.timezone) });
    event.template = { id: kind.id, text: kind.text, ...NO_SLOTS };
    alone.mark(event);
    if (event.rule !== null)
      met.push({ id: kind.id, text: kind.text, gravity: gravityOf(kind.gravity), lines });
  }
  return { kinds: met.slice(0, MOST_KINDS), moreKinds: Math.max(0, met.length - MOST_KINDS) };
}

const NO_SLOTS = { index: 0, slotCount: 0, successor: null, profile: null };

/** A line as the filter saw it when it came. */
function eventOf(kept: KeptEvent, { named }: LearntKinds, timeZone: string | undefined): Event {
  const event = lineEvent(kept.bytes ?? kept.raw, { receivedAt: kept.received, ...zoned(timeZone) });
  event.received = kept.received;
  event.host = kept.host;
  event.app = kept.app;
  event.severity = kept.severity ?? -1;
  if (kept.template !== null) {
    const id = named.get(kept.template)?.current ?? kept.template;
    event.template = { id, text: '', ...NO_SLOTS };
  }
  return event;
}

function zoned(timeZone: string | undefined): { timeZone?: string } {
  return timeZone === undefined ? {} : { timeZone };
}

/** The rule, or what is wrong with it. */
function parsedRule(yaml: string): Rule | string {
  try {
    return parseRules({ text: yaml, file: 'rule' })[0]!;
  } catch (error) {
    if (error instanceof LogsiftError && error.code === 'RULES_INVALID')
      return error.message.replace(/^rule:\d+:\d+: /, '');
    throw error;
  }
}

/** The rule as a person would write it: an entry of `rules:`, with that line where there is no file yet. */
function yamlOf({ match, since: _, ...rest }: TryBody, whole: boolean): string {
  const { id, action, category, gravity, page, owner, reason, until } = rest;
  const lines = [
    ...(whole ? ['rules:'] : []),
    `  - id: ${scalar(id)}`,
    `    action: ${action}`,
    ...(category === undefined ? [] : [`    category: ${scalar(category)}`]),
    ...(gravity === undefined ? [] : [`    gravity: ${gravity}`]),
    ...(page === undefined ? [] : [`    page: ${page}`]),
    ...(owner === undefined ? [] : [`    owner: ${scalar(owner)}`]),
    `    reason: ${scalar(reason)}`,
    ...(until === undefined ? [] : [`    until: ${scalar(until)}`]),
    '    match:',
    ...Object.entries(match).flatMap(([key, value]) => matchLines(key, value)),
  ];
  return `${lines.join('\n')}\n`;
}

function matchLines(key: string, value: string | boolean | readonly string[] | undefined): string[] {
  if (value === undefined) return [];
  if (typeof value === 'boolean') return [`      ${key}: ${value}`];
  if (typeof value === 'string') return [`      ${key}: ${scalar(value)}`];
  if (value.length === 1) return [`      ${key}: ${scalar(value[0]!)}`];
  return [`      ${key}:`, ...value.map((one) => `        - ${scalar(one)}`)];
}

/** Text that YAML takes as it is meant: in single quotes, where a backslash is one; else as JSON, which is YAML. */
function scalar(text: string): string {
  return /^[\x20-\x7e]*$/.test(text) ? `'${text.replaceAll("'", "''")}'` : JSON.stringify(text);
}

function howToSave(files: readonly string[]): string {
  const then = 'check it with: logsift rules test, then: logsift reload';
  const file = files.at(-1);
  if (file !== undefined) return `Add it at the end of ${file}, ${then}.`;
  return `Write it to a file such as /etc/logsift/rules.yaml, name that file under rules.files in the configuration, ${then}.`;
}
