import { existsSync } from 'node:fs';
import { Argument, type Command } from 'commander';
import type { RuleSelection } from '../filter/load-rules.ts';
import { renderReduction, renderRules, renderRuleTests, renderVerdict } from '../report/rules.ts';
import { collected, usage } from './input-options.ts';
import type { Session } from './session.ts';

interface RulesFlags {
  readonly rules?: readonly string[];
  readonly packs: boolean;
  readonly json?: boolean;
  readonly color: boolean;
}

/** `logsift rules`: which rules the filter has, and what they make of lines. */
export function rulesCommand(command: Command, session: Session): Command {
  return command
    .addArgument(new Argument('<what>', 'list or test').choices(['list', 'test']))
    .argument('[input...]', 'with test: a line in quotes, or logs; their own test lines when there is none')
    .description('list the rules of the filter, or test them on a line or a log')
    .option('--rules <file>', 'a file of rules, asked before the packs; may be given again', collected)
    .option('--no-packs', 'without the rules that come with logsift')
    .option('--json', 'the result as JSON')
    .option('--no-color', 'no colours (also: NO_COLOR=1)')
    .action(async (what: string, given: string[], flags: RulesFlags) =>
      session.finish(await run({ what, given }, flags, session)),
    );
}

async function run(
  asked: { what: string; given: readonly string[] },
  flags: RulesFlags,
  session: Session,
): Promise<number> {
  const selection: RuleSelection = { files: flags.rules ?? [], noPacks: !flags.packs };
  const { judgeLine, judgeLogs, listRules, testRules } = await import('../app/rules.ts');
  const rules = listRules(selection);
  const page = session.page(flags);
  const write = (value: unknown, text: string) =>
    session.print(flags.json ? `${JSON.stringify(value, null, 2)}\n` : text);
  if (asked.what === 'list') {
    if (asked.given.length > 0) throw usage('rules list takes no line or file; did you mean rules test?');
    await write(
      rules.map(({ test: _, ...rule }) => ({ ...rule, until: untilOf(rule.until) })),
      renderRules(rules, page),
    );
    return 0;
  }
  const [first] = asked.given;
  if (first === undefined) {
    const result = { rules: rules.length, ...testRules(rules) };
    await write(result, renderRuleTests(result, page));
    return result.failures.length > 0 ? 1 : 0;
  }
  if (asked.given.every((name) => existsSync(name))) {
    const result = await judgeLogs({ inputs: asked.given, signal: session.signal }, rules);
    await write(result, renderReduction(result, page));
    return 0;
  }
  const verdicts = asked.given.map((line) => judgeLine(line, rules));
  await write(verdicts, verdicts.map((one) => renderVerdict(one, page)).join('\n'));
  return 0;
}

function untilOf(until: number): string | null {
  return Number.isFinite(until) ? new Date(until).toISOString() : null;
}
