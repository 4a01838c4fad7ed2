import { Argument, type Command, Option } from 'commander';
import { accessName, SCOPES, type Scope } from '../core/api-access.ts';
import { moment } from '../core/when.ts';
import { addConfigOptions, type ConfigFlags, configRequest } from './config-options.ts';
import { usage } from './input-options.ts';
import type { Session } from './session.ts';
import { whoSays } from './who.ts';

interface TokenFlags extends ConfigFlags {
  readonly scope: Scope;
  readonly days: string;
  readonly json?: boolean;
}

const WHAT = ['create', 'list', 'revoke'] as const;
type What = (typeof WHAT)[number];

/** `logsift token`: what scripts ask the API with. */
export function tokenCommand(command: Command, session: Session): Command {
  return addConfigOptions(command)
    .addArgument(new Argument('<what>', WHAT.join(', ')).choices(WHAT))
    .argument('[name]', 'with create: what it is for; with revoke: its id, as list shows it')
    .description('make a token by which a script may ask the API, list them, or revoke one')
    .addOption(
      new Option('--scope <scope>', 'with create: read; operate judges and silences; admin may all')
        .choices(SCOPES)
        .default('read'),
    )
    .option('--days <number>', 'with create: how long it holds; `never` for without an end', '365')
    .option('--json', 'as one JSON document')
    .action(async (what: What, name: string | undefined, flags: TokenFlags) =>
      session.finish(await run({ what, name }, flags, session)),
    );
}

async function run(
  { what, name }: { readonly what: What; readonly name: string | undefined },
  flags: TokenFlags,
  session: Session,
): Promise<number> {
  if ((name === undefined) !== (what === 'list'))
    throw usage(what === 'list' ? 'list stands alone' : `wanted a name: logsift token ${what} grafana`);
  const [{ loadConfig }, { newToken }, { writeBeside }] = await Promise.all([
    import('../app/config.ts'),
    import('../app/web/people.ts'),
    import('../store/write-beside.ts'),
  ]);
  const { folder } = loadConfig(configRequest(flags)).config.state;
  if (what === 'list') return await list(folder, flags, session);
  if (what === 'revoke') {
    if (!writeBeside(folder, Date.now, ({ tokens }) => tokens.remove(name!)))
      throw usage(`there is no token ${JSON.stringify(name)}; logsift token list shows their ids`);
    session.note(`${name} is revoked`);
    return 0;
  }
  if (!accessName.safeParse(name).success)
    throw usage('wanted a name of letters, digits and . _ - @, 64 at most');
  const days = flags.days === 'never' ? null : Number(flags.days);
  if (days !== null && !(Number.isInteger(days) && days >= 1 && days <= 3650))
    throw usage(`--days wants a number from 1 to 3650, or never; got ${JSON.stringify(flags.days)}`);
  const { scope } = flags;
  const { secret, mark, token } = newToken({ name: name!, scope, days }, whoSays(), Date.now());
  if (!writeBeside(folder, Date.now, ({ tokens }) => tokens.add(mark, token)))
    throw usage('there are too many tokens: revoke some first');
  const until = token.until === null ? 'for ever' : `until ${moment(token.until)}`;
  if (flags.json === true)
    await session.print(`${JSON.stringify({ schemaVersion: 1, ...dated(token), secret }, null, 2)}\n`);
  else {
    session.note(`${token.id} (${scope}) holds ${until}; it is shown this once:`);
    await session.print(`${secret}\n`);
  }
  return 0;
}

async function list(folder: string, flags: TokenFlags, session: Session): Promise<number> {
  const { viewStore } = await import('../store/store.ts');
  const store = viewStore(folder);
  try {
    const tokens = store.tokens.list();
    if (flags.json === true) {
      await session.print(`${JSON.stringify({ schemaVersion: 1, tokens: tokens.map(dated) }, null, 2)}\n`);
      return 0;
    }
    for (const { id, name, scope, by, until, used } of tokens) {
      const ends = until === null ? 'no end' : until <= Date.now() ? 'over' : `until ${moment(until)}`;
      const last = used === null ? 'never used' : `used ${moment(used)}`;
      await session.print(`${id}  ${name.padEnd(20)}  ${scope.padEnd(7)}  ${ends}; ${last}; by ${by}\n`);
    }
    if (tokens.length === 0) session.note('there are no tokens: logsift token create NAME --scope read');
    return 0;
  } finally {
    store.close();
  }
}

function dated<
  T extends { readonly made: number; readonly until: number | null; readonly used: number | null },
>(token: T) {
  const iso = (time: number | null) => (time === null ? null : new Date(time).toISOString());
  return { ...token, made: iso(token.made), until: iso(token.until), used: iso(token.used) };
}
