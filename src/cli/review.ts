import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { Config } from '../app/config.ts';
import type { KeptReview } from '../app/review-kept.ts';
import { percent } from '../core/words.ts';
import { parseTimeExpression, TIME_EXAMPLES } from '../kit/time-expression.ts';
import { renderReview } from '../report/review.ts';
import { addConfigOptions, type ConfigFlags, configRequest } from './config-options.ts';
import { usage } from './input-options.ts';
import type { Session } from './session.ts';
import { whoSays } from './who.ts';

interface ReviewFlags extends ConfigFlags {
  readonly labels?: string;
  readonly lines: number;
  readonly since: string;
  readonly list?: boolean;
  readonly again?: boolean;
  readonly json?: boolean;
}

const LINES = 500;
const MOST = 10_000;

/** `logsift review`: how many lines are odd, found out by looking at some. */
export function reviewCommand(command: Command, session: Session): Command {
  return addConfigOptions(command)
    .description('look at some of the kept lines one by one: how many are odd, and how good is what is told')
    .option(
      '--labels <file>',
      'without a terminal: odd, fine or skip for each line, in order; - for standard input',
    )
    .option('--lines <n>', 'how many lines to look at', parseLines, LINES)
    .option('--since <time>', 'of lines that came at or after: 2026-03-01, yesterday, -2h', '-7d')
    .option('--list', 'only print the lines that are to be looked at, each as one line of JSON')
    .option('--again', 'begin anew, with other lines')
    .option('--json', 'what came of it, as one JSON document')
    .action(async (flags: ReviewFlags) => session.finish(await run(flags, session)));
}

async function run(flags: ReviewFlags, session: Session): Promise<number> {
  if (flags.list === true && flags.labels !== undefined)
    throw usage('--list and --labels do not go together');
  const screen = flags.list !== true && flags.labels === undefined;
  if (screen && !(process.stdin.isTTY && process.stdout.isTTY))
    throw usage('review wants a terminal; without one: logsift review --list, and then --labels FILE');
  const [{ loadConfig }, { keepReview, withLabels }] = await Promise.all([
    import('../app/config.ts'),
    import('../app/review-kept.ts'),
  ]);
  const { config } = loadConfig(configRequest(flags));
  const { folder } = config.state;
  const begun = await begunReview(folder, flags);
  if (flags.list === true) {
    for (const [i, line] of begun.lines.entries()) {
      const time = line.time === null ? null : new Date(line.time).toISOString();
      await session.print(`${JSON.stringify({ ...line, time, label: begun.labels[i] ?? null })}\n`);
    }
    return 0;
  }
  let review = begun;
  if (flags.labels !== undefined) {
    review = withLabels(begun, await textOf(flags.labels));
    await keepReview(folder, review);
  } else {
    const { reviewOnScreen } = await import('./review-screen.ts');
    const terminal = { input: process.stdin, output: process.stdout, signal: session.signal };
    review = await reviewOnScreen(begun, terminal, (now) => keepReview(folder, now));
  }
  return await told(review, { config, flags, session });
}

/** The review that was begun, or a new one. */
async function begunReview(folder: string, { again, lines, since: given }: ReviewFlags): Promise<KeptReview> {
  const [{ readReview }, { beginReview }, { viewStore }] = await Promise.all([
    import('../app/review-kept.ts'),
    import('../app/review-say.ts'),
    import('../store/store.ts'),
  ]);
  const kept = again === true ? null : await readReview(folder);
  if (kept !== null) return kept;
  const now = Date.now();
  const since = parseTimeExpression(given, { now });
  if (since === null)
    throw usage(`--since wants a time such as ${TIME_EXAMPLES}; got ${JSON.stringify(given)}`);
  const store = viewStore(folder);
  try {
    return await beginReview(folder, store, { since, lines, again: again === true, now });
  } finally {
    store.close();
  }
}

async function told(
  review: KeptReview,
  { config, flags, session }: { config: Config; flags: ReviewFlags; session: Session },
): Promise<number> {
  const [{ reviewResult }, { settleReview }, { writeBeside }] = await Promise.all([
    import('../app/review-result.ts'),
    import('../app/review-say.ts'),
    import('../store/write-beside.ts'),
  ]);
  const { folder } = config.state;
  const now = Date.now();
  const settled = await settleReview(review, folder, {
    ...{ by: whoSays(), now },
    write: (work) => writeBeside(folder, () => now, work),
  });
  const result = reviewResult(review, review.labels);
  const { left, share } = settled;
  if (flags.json === true) {
    const document = { schemaVersion: 1, ...result, left, contamination: share };
    await session.print(`${JSON.stringify(document, null, 2)}\n`);
  } else await session.print(renderReview(result, config.budget.rate, session.page({ color: true })));
  if (left > 0) session.note(`${left} lines are left; logsift review goes on with them`);
  if (settled.told && share !== null)
    session.note(`the forests of windows are told: ${percent(share)} is odd`);
  return 0;
}

function parseLines(text: string): number {
  const lines = Number(text);
  if (/^\d+$/.test(text) && lines >= 1 && lines <= MOST) return lines;
  throw usage(`--lines wants a whole number from 1 to ${MOST}; got ${JSON.stringify(text)}`);
}

async function textOf(path: string): Promise<string> {
  try {
    if (path !== '-') return await readFile(path, 'utf8');
    let text = '';
    for await (const chunk of process.stdin) text += String(chunk);
    return text;
  } catch (error) {
    throw usage(`the labels cannot be read: ${(error as Error).message}`);
  }
}
