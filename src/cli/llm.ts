import { Argument, type Command } from 'commander';
import type { LlmCheck } from '../app/llm-check.ts';
import { LogsiftError } from '../core/errors.ts';
import { addConfigOptions, type ConfigFlags, configRequest } from './config-options.ts';
import type { Session } from './session.ts';

interface LlmFlags extends ConfigFlags {
  readonly json?: boolean;
}

/** `logsift llm check`: whether the language model answers, how fast, and what that costs. */
export function llmCommand(command: Command, session: Session): Command {
  return addConfigOptions(command)
    .addArgument(new Argument('<what>', 'check').choices(['check']))
    .description('ask the configured language model one tiny question, to see that it answers')
    .option('--json', 'as one JSON document')
    .action(async (_: string, flags: LlmFlags) => session.finish(await run(flags, session)));
}

async function run(flags: LlmFlags, session: Session): Promise<number> {
  const [{ loadConfig }, { checkLlm }] = await Promise.all([
    import('../app/config.ts'),
    import('../app/llm-check.ts'),
  ]);
  const { analyst } = loadConfig(configRequest(flags)).config;
  if (analyst === undefined) {
    throw new LogsiftError(
      'CONFIG_INVALID',
      'no language model is configured: wanted `analyst.provider` with its `type`, such as ollama; see llms.md',
    );
  }
  const check = await checkLlm(analyst, session.signal);
  if (session.signal.aborted) return session.exitCode;
  if (flags.json === true)
    await session.print(`${JSON.stringify({ schemaVersion: 1, ...check }, null, 2)}\n`);
  else
    await session.print(
      `${rowsOf(check)
        .map(([key, value]) => `${key.padEnd(9)} ${value}\n`)
        .join('')}`,
    );
  const { answered } = check;
  if (answered.ok) return 0;
  session.note(`${answered.reason}${waitOf(answered.retryAfterMs)}`);
  session.note(`what to do: ${answered.todo}`);
  return 1;
}

function rowsOf(check: LlmCheck): [key: string, value: string][] {
  const { provider, model, took, usage, answered } = check;
  const other = answered.ok && answered.model !== model ? ` (it calls itself ${answered.model})` : '';
  return [
    ['provider', provider],
    ['model', `${model}${other}`],
    ['answer', answered.ok ? shapeOf(answered.shaped) : `none: ${answered.why}`],
    ['latency', `${took} ms`],
    ['tokens', `${usage.inputTokens ?? 'unknown'} asked, ${usage.outputTokens ?? 'unknown'} answered`],
    ['price', priceOf(check)],
  ];
}

function shapeOf(shaped: boolean | null): string {
  if (shaped === null) return 'yes';
  return shaped
    ? 'yes, of the shape that was asked for'
    : 'yes, but not of the shape that was asked for: a larger model may do better';
}

function priceOf({ price, cost }: LlmCheck): string {
  if (price === null) {
    return 'unknown: without `analyst.prices` for this model the limit in dollars is not kept, only the others';
  }
  if (price.input === 0 && price.output === 0) return 'nothing';
  const call = cost === null ? '' : `; this question $${cost.toFixed(6)}`;
  return `$${price.input} asked, $${price.output} answered, for a million tokens${call}`;
}

function waitOf(ms: number | null): string {
  return ms === null ? '' : `; it asks to be left alone for ${Math.ceil(ms / 1000)} s`;
}
