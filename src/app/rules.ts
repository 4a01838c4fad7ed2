import type { Event } from '../core/event.ts';
import type { FilterReport, ScanTotals } from '../core/scan-result.ts';
import { createFilter } from '../filter/filter.ts';
import { lineText } from '../filter/line-text.ts';
import { loadRules, type RuleSelection } from '../filter/load-rules.ts';
import type { Rule } from '../filter/rule.ts';
import { createMiner } from '../templates/create-miner.ts';
import { eachEvent } from './each-event.ts';
import { Engine } from './engine.ts';
import { filterReport, marksOf } from './filter-report.ts';
import { account, type InputOptions, openInputs, openSources } from './inputs.ts';
import { lineEvent } from './parse-line.ts';

/** A test line of a rule that did not come out as the rule says. */
export interface RuleFailure {
  readonly rule: string;
  readonly where: string;
  readonly line: string;
  /** What is wrong, in words. */
  readonly problem: string;
}

/** What the rules say of one line. */
export interface LineVerdict {
  readonly line: string;
  /** The text that patterns are matched against. */
  readonly text: string;
  readonly mark: string;
  /** The rule that decides, null when none does. */
  readonly rule: string | null;
  readonly reason: string | null;
  /** Rules that match as well, but stand behind it. */
  readonly also: readonly string[];
}

/** Every rule, in order of precedence. */
export function listRules(selection: RuleSelection): Rule[] {
  return loadRules(selection);
}

/**
 * Runs the test lines of every rule: a `match` must be decided by its rule, or by an earlier one that does the same,
 * and a `no_match` must not match it.
 */
export function testRules(rules: readonly Rule[]): {
  readonly lines: number;
  readonly failures: RuleFailure[];
} {
  const all = createFilter(rules);
  const failures: RuleFailure[] = [];
  let lines = 0;
  for (const rule of rules) {
    const alone = createFilter([rule]);
    const fail = (line: string, problem: string) =>
      failures.push({ rule: rule.id, where: rule.where, line, problem });
    for (const line of rule.test.match) {
      lines++;
      const event = eventOf(line);
      alone.mark(event);
      if (event.rule === null) {
        fail(line, `does not match; its text is ${JSON.stringify(lineText(event))}`);
        continue;
      }
      const wanted = event.mark;
      all.mark(event);
      if (event.mark !== wanted)
        fail(line, `is decided by ${event.rule?.id ?? 'no rule'}, which says ${event.mark}`);
    }
    for (const line of rule.test.noMatch) {
      lines++;
      const event = eventOf(line);
      alone.mark(event);
      if (event.rule !== null) fail(line, 'matches, and should not');
    }
  }
  return { lines, failures };
}

/** What the rules say of a line, and which of them match. */
export function judgeLine(line: string, rules: readonly Rule[]): LineVerdict {
  const event = eventOf(line);
  const mark = createFilter(rules).mark(event);
  const decided = event.rule;
  const also = rules.filter((rule) => {
    createFilter([rule]).mark(event);
    return event.rule !== null && rule.id !== decided?.id;
  });
  return {
    ...{ line, text: lineText(event), mark, rule: decided?.id ?? null, reason: decided?.reason ?? null },
    also: also.map(({ id }) => id),
  };
}

/** What the rules make of whole logs. Throws NOTHING_READ when not one line could be read. */
export async function judgeLogs(
  options: InputOptions,
  rules: readonly Rule[],
): Promise<{ filter: FilterReport } & Pick<ScanTotals, 'dropped' | 'kept' | 'escalated'>> {
  const { sources, unread } = await openSources(options);
  const engine = new Engine({
    rules,
    detectors: [],
    phase: { learning: true, reporting: false, segment: -1 },
  });
  const inputs = openInputs(sources, options);
  try {
    await eachEvent(inputs, {
      order: 'time',
      signal: options.signal,
      visit: (event) => engine.observe(event),
      between: () => new Promise((resume) => setImmediate(resume)),
    });
    account(inputs, unread);
    return { ...marksOf(engine.filter), filter: filterReport(engine.filter) };
  } finally {
    for (const source of sources) await source.close();
  }
}

function eventOf(line: string): Event {
  const event = lineEvent(line, { timeZone: 'UTC' });
  const mined = createMiner().add(event.text.subarray(event.messageStart, event.messageEnd));
  event.template = { index: 0, ...mined, slotCount: mined.slots.length, successor: null, profile: null };
  if (Number.isFinite(event.time)) event.received = event.time;
  return event;
}
