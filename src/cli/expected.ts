import { homedir } from 'node:os';
import type { Command } from 'commander';
import { moment } from '../core/when.ts';
import { count } from '../core/words.ts';
import { parseTimeExpression } from '../kit/time-expression.ts';
import { ExpectedList } from '../store/expected.ts';
import { stateFolder } from '../store/state-folder.ts';
import { usage } from './input-options.ts';
import type { Session } from './session.ts';

interface ExpectedFlags {
  readonly until?: string;
  readonly remove?: boolean;
  readonly json?: boolean;
}

/** `logsift expected`: findings that are fine from now on. */
export function expectedCommand(command: Command, session: Session): Command {
  return command
    .argument('[id...]', 'ids as scan prints them behind a finding; without any, what is expected is listed')
    .description('mark findings as fine from now on: scan leaves out and counts what is alike')
    .option('--until <time>', 'only until then: 2026-04-01, tomorrow, +3d')
    .option('--remove', 'take the marks back')
    .option('--json', 'the list as one JSON document')
    .action(async (ids: string[], flags: ExpectedFlags) => session.finish(await run(ids, flags, session)));
}

/** Where this person's state is kept. */
export function keptFolder(): string {
  return stateFolder(process.env, homedir());
}

async function run(ids: readonly string[], flags: ExpectedFlags, session: Session): Promise<number> {
  const now = Date.now();
  const until = flags.until === undefined ? null : untilOf(flags.until, now);
  if (ids.length === 0 && (until !== null || flags.remove === true)) {
    throw usage('expected wants the id of a finding, as scan prints it, with --until and --remove');
  }
  const list = await ExpectedList.read(keptFolder());
  for (const note of list.notes) session.note(note);
  if (ids.length > 0) {
    for (const id of ids) {
      if (flags.remove !== true) list.add({ id, since: now, until });
      else if (!list.remove(id)) throw usage(`${JSON.stringify(id)} was not expected; see logsift expected`);
    }
    await list.save(now);
  }
  if (flags.json === true) {
    const entries = list.entries.map(({ id, since, until: end }) => ({
      id,
      since: iso(since),
      until: iso(end),
    }));
    await session.print(`${JSON.stringify({ schemaVersion: 1, expected: entries }, null, 2)}\n`);
  } else if (ids.length === 0) await session.print(listed(list));
  else session.note(`${count(ids.length, 'finding')} ${done(ids, { until, remove: flags.remove === true })}`);
  return 0;
}

function done(ids: readonly string[], { until, remove }: { until: number | null; remove: boolean }): string {
  const are = ids.length === 1 ? 'is' : 'are';
  if (remove) return `${are} shown again`;
  return `${are} expected ${until === null ? 'from now on' : `until ${moment(until)}`}`;
}

function listed({ entries }: ExpectedList): string {
  if (entries.length === 0) return 'Nothing is expected.\n';
  return entries
    .map(({ id, since, until }) => {
      const end = until === null ? 'always' : `until ${moment(until)}`;
      return `${id}  ${end}  (since ${moment(since)})\n`;
    })
    .join('');
}

function untilOf(text: string, now: number): number {
  const epoch = parseTimeExpression(text, { now });
  if (epoch === null)
    throw usage(`--until wants a time such as 2026-04-01, tomorrow or +3d; got ${JSON.stringify(text)}`);
  if (epoch <= now) throw usage(`--until ${text} has passed; wanted a time to come, such as +3d`);
  return epoch;
}

function iso(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}
