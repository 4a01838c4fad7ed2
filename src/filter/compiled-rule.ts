import type { Event } from '../core/event.ts';
import type { RuleHit } from '../core/rule-hit.ts';
import { fitsGlob } from '../kit/glob.ts';
import { type Pattern, tidied, united } from './pattern.ts';
import { requiredWords } from './required-words.ts';
import type { Rule } from './rule.ts';

/** A rule ready to be asked; counters in lines. */
export class CompiledRule {
  readonly rule: Rule;
  readonly hit: RuleHit;
  readonly mark: Event['mark'];
  /** Its patterns, tidied. */
  readonly sources: readonly string[];
  readonly pattern: Pattern | null;
  /** One of these must occur in the message, or in the program's name; null when none can be told. */
  readonly words: readonly string[] | null;
  /** Where one of its words occurs it matches: there is nothing else to it. */
  readonly wordIsAll: boolean;
  /** Nothing but what is the same for all lines of a program, host, severity and kind. */
  readonly fixed: boolean;
  readonly forever: boolean;
  hits = 0;
  /** Lines it would have decided about, had it not expired. */
  expired = 0;
  /** Lines it would have dropped, had their kind not been new. */
  keptAsNew = 0;

  constructor(rule: Rule) {
    const { match, action, category } = rule;
    this.rule = rule;
    this.hit = {
      id: rule.id,
      category,
      gravity: rule.gravity,
      page: rule.page,
      reason: rule.reason,
    };
    this.mark = action === 'escalate' ? `escalate(${category})` : action;
    const sources = match.patterns?.map(tidied) ?? null;
    this.sources = sources ?? [];
    this.pattern =
      sources === null ? null : united(sources, { builtIn: rule.builtIn, ignoreCase: match.ignoreCase });
    const required = sources?.map(requiredWords) ?? null;
    this.words = required === null || required.includes(null) ? null : required.flatMap((one) => one!.words);
    const whole = required?.every((one) => one?.whole === true) ?? false;
    const ofEach = match.fields !== null || (match.senders ?? null) !== null;
    this.wordIsAll = whole && !ofEach;
    this.fixed = sources === null && !ofEach;
    this.forever = rule.until === Number.POSITIVE_INFINITY;
  }

  /** Whether lines of this program, host, severity and kind are any of its business. */
  concerns(event: Event, templates: ReadonlySet<string> | null): boolean {
    const { severities, apps, hosts } = this.rule.match;
    const bit = event.severity < 0 ? 8 : event.severity;
    if (severities !== null && (severities & (1 << bit)) === 0) return false;
    if (apps !== null && !fitsAny(event.app, apps)) return false;
    if (hosts !== null && !fitsAny(event.host, hosts)) return false;
    return templates === null || (event.template !== null && templates.has(event.template.id));
  }

  /** Whether the fields of a line, and who sent it, are those it asks for. */
  fieldsFit(event: Event): boolean {
    const { fields, senders = null } = this.rule.match;
    if (senders !== null && !fitsAny(event.sender, senders)) return false;
    if (fields === null) return true;
    const all = event.fields;
    return fields.every(([path, values]) => {
      const value = valueAt(all, path);
      return value !== undefined && values.some((wanted) => fitsGlob(value, wanted));
    });
  }
}

function fitsAny(text: string | null, globs: readonly string[]): boolean {
  return text !== null && globs.some((glob) => fitsGlob(text, glob));
}

/** The value under a name, or under a path of names with dots between; undefined when there is no simple one. */
function valueAt(fields: unknown, path: string): string | undefined {
  if (typeof fields !== 'object' || fields === null) return undefined;
  if (Object.hasOwn(fields, path)) return simple((fields as Record<string, unknown>)[path]);
  for (let dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', dot + 1)) {
    const head = path.slice(0, dot);
    if (!Object.hasOwn(fields, head)) continue;
    const value = valueAt((fields as Record<string, unknown>)[head], path.slice(dot + 1));
    if (value !== undefined) return value;
  }
  return undefined;
}

function simple(value: unknown): string | undefined {
  return typeof value === 'object' || value === undefined ? undefined : String(value);
}
