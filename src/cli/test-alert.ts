import type { Command } from 'commander';
import type { Channel } from '../app/channel-sender.ts';
import type { Message } from '../core/notifier.ts';
import { nearest } from '../kit/nearest.ts';
import { addConfigOptions, type ConfigFlags, configRequest } from './config-options.ts';
import { collected, usage } from './input-options.ts';
import type { Session } from './session.ts';

interface TestAlertFlags extends ConfigFlags {
  readonly to?: readonly string[];
  readonly dryRun?: boolean;
}

const DEADLINE_MS = 10_000;

/** `logsift test-alert`: a message as a finding would be told, to see that it arrives. */
export function testAlertCommand(command: Command, session: Session): Command {
  return addConfigOptions(command)
    .description('show a made-up message as each channel would send it, and send it')
    .option('--to <name>', 'only this channel of the configuration; may be given again', collected)
    .option('--dry-run', 'show it only')
    .action(async (flags: TestAlertFlags) => session.finish(await run(flags, session)));
}

async function run(flags: TestAlertFlags, session: Session): Promise<number> {
  const [{ loadConfig }, { channelsOf }, { testMessage }] = await Promise.all([
    import('../app/config.ts'),
    import('../app/channels.ts'),
    import('../app/test-message.ts'),
  ]);
  const { config } = loadConfig(configRequest(flags));
  const context = {
    now: Date.now,
    write: (text: string) => void session.print(text),
    ...(config.timezone === undefined ? {} : { timeZone: config.timezone }),
  };
  const channels = wanted(channelsOf(config.notifiers, context), flags.to);
  const now = Date.now();
  const message = testMessage(config.node.name, { now, from: '`logsift test-alert`' });
  let failed = 0;
  for (const channel of channels) {
    if (flags.dryRun === true || channel.type !== 'terminal') {
      await session.print(`── to ${channel.name}\n${channel.notifier.render(message)}\n`);
    }
    if (flags.dryRun !== true && !(await send(channel, { message, session }))) failed++;
  }
  return failed === 0 ? 0 : 1;
}

async function send(
  { name, notifier }: Channel,
  { message, session }: { message: Message; session: Session },
): Promise<boolean> {
  const signal = AbortSignal.any([session.signal, AbortSignal.timeout(DEADLINE_MS)]);
  const delivery = await notifier.deliver(message, { signal });
  if (delivery.ok) session.note(`it was sent to ${name}`);
  else {
    const again = delivery.permanent ? 'it would not be tried again' : 'it would be tried again';
    session.note(`it could not be sent to ${name}: ${delivery.reason} (${again})`);
  }
  return delivery.ok;
}

function wanted<T extends Channel>(
  channels: readonly T[],
  names: readonly string[] | undefined,
): readonly T[] {
  if (names === undefined) return channels;
  const known = channels.map(({ name }) => name);
  for (const name of names) {
    if (known.includes(name)) continue;
    const meant = nearest(name, known);
    const hint = meant === null ? `there are ${known.join(', ')}` : `did you mean ${meant}?`;
    throw usage(`--to does not know the channel ${JSON.stringify(name)}: ${hint}`);
  }
  return channels.filter(({ name }) => names.includes(name));
}
