import { text as textOfStream } from 'node:stream/consumers';
import { Argument, type Command, Option } from 'commander';
import { accessName, ROLES, type Role } from '../core/api-access.ts';
import { moment } from '../core/when.ts';
import { addConfigOptions, type ConfigFlags, configRequest } from './config-options.ts';
import { usage } from './input-options.ts';
import type { Session } from './session.ts';

interface UserFlags extends ConfigFlags {
  readonly role: Role;
  readonly passwordStdin?: boolean;
  readonly json?: boolean;
}

const WHAT = ['add', 'list', 'password', 'remove'] as const;
type What = (typeof WHAT)[number];

/** `logsift user`: who may sign in to the dashboard by name. */
export function userCommand(command: Command, session: Session): Command {
  return addConfigOptions(command)
    .addArgument(new Argument('<what>', WHAT.join(', ')).choices(WHAT))
    .argument('[name]', 'whom; letters, digits and . _ - @')
    .description('say who may sign in to the dashboard by name, and what they may')
    .addOption(
      new Option('--role <role>', 'with add: viewer looks, operator judges and silences, admin may all')
        .choices(ROLES)
        .default('viewer'),
    )
    .option('--password-stdin', 'with add and password: read the password from standard input')
    .option('--json', 'as one JSON document')
    .action(async (what: What, name: string | undefined, flags: UserFlags) =>
      session.finish(await run({ what, name }, flags, session)),
    );
}

async function run(
  { what, name }: { readonly what: What; readonly name: string | undefined },
  flags: UserFlags,
  session: Session,
): Promise<number> {
  if ((name === undefined) !== (what === 'list'))
    throw usage(what === 'list' ? 'list stands alone' : `wanted a name: logsift user ${what} ada`);
  if (name !== undefined && !accessName.safeParse(name).success)
    throw usage('wanted a name of letters, digits and . _ - @, 64 at most');
  const { loadConfig } = await import('../app/config.ts');
  const { folder } = loadConfig(configRequest(flags)).config.state;
  if (what === 'list') return await list(folder, flags, session);
  const [{ addUser, resetPassword }, { writeBeside }] = await Promise.all([
    import('../app/web/people.ts'),
    import('../store/write-beside.ts'),
  ]);
  const write = <T>(work: Parameters<typeof writeBeside<T>>[2]) => writeBeside(folder, Date.now, work);
  const who = name!;
  if (what === 'remove') {
    if (!write(({ users }) => users.remove(who))) throw usage(`there is nobody called ${who}`);
    session.note(`${who} may not sign in any more`);
    return 0;
  }
  const given = flags.passwordStdin === true ? await givenPassword(who) : undefined;
  const { role } = flags;
  const made =
    what === 'add'
      ? await addUser({ name: who, role, now: Date.now(), given }, write)
      : await resetPassword({ name: who, given }, write);
  if (made === null)
    throw usage(what === 'add' ? `${who} is there already` : `there is nobody called ${who}`);
  session.note(
    what === 'add' ? `${who} may sign in as ${role}` : `${who} has another password; their sessions end`,
  );
  if (flags.json === true) {
    const first = given === undefined ? { firstPassword: made } : {};
    await session.print(`${JSON.stringify({ schemaVersion: 1, name: who, ...first }, null, 2)}\n`);
  } else if (given === undefined) {
    session.note('a first password, to be changed at the first sign-in:');
    await session.print(`${made}\n`);
  }
  return 0;
}

async function givenPassword(name: string): Promise<string> {
  const { weakness } = await import('../dashboard/passwords.ts');
  const password = (await textOfStream(process.stdin)).replace(/\r?\n$/, '');
  const weak = weakness(password, name);
  if (weak !== null) throw usage(`the password ${weak}`);
  return password;
}

async function list(folder: string, flags: UserFlags, session: Session): Promise<number> {
  const { viewStore } = await import('../store/store.ts');
  const store = viewStore(folder);
  try {
    const users = store.users
      .list()
      .map(({ name, role, made, mustChange }) => ({ name, role, made, mustChange }));
    if (flags.json === true) {
      const rows = users.map((user) => ({ ...user, made: new Date(user.made).toISOString() }));
      await session.print(`${JSON.stringify({ schemaVersion: 1, users: rows }, null, 2)}\n`);
      return 0;
    }
    for (const { name, role, made, mustChange } of users) {
      const first = mustChange ? '  has a first password' : '';
      await session.print(`${name.padEnd(20)}  ${role.padEnd(8)}  since ${moment(made)}${first}\n`);
    }
    if (users.length === 0)
      session.note('nobody may sign in by name yet: logsift user add NAME --role admin');
    return 0;
  } finally {
    store.close();
  }
}
