import { z } from 'zod';
import { defineLiveSource, type LiveInputStatus, type LiveSink } from '../core/live-source.ts';
import { duration, secret } from '../core/option-values.ts';
import { POLL_PROFILES } from './poll-ways.ts';
import { SnmpPoller } from './snmp-poller.ts';
import { snmpUser } from './snmp-user-option.ts';

const WANTED =
  'wants an address or a name, with a port where it is not 161: "192.0.2.1", "[2001:db8::1]:1161"';
const SNMP_PORT = 161;
const HOUR = 3_600_000;
/** Ms that a look may take at least, however short the interval is. */
const LEAST_TIME = 10_000;

const address = z
  .string({ error: WANTED })
  .max(255)
  .transform((text, context) => {
    const parts =
      /^(?:\[([0-9a-fA-F:.%\w]+)\](?::(\d{1,5}))?|([0-9a-fA-F]*:[0-9a-fA-F:.]*:[0-9a-fA-F:.]*)|([\w.-]+)(?::(\d{1,5}))?)$/.exec(
        text.trim(),
      );
    const [, six, sixPort, bare, name, port] = parts ?? [];
    const number = Number(sixPort ?? port ?? SNMP_PORT);
    const host = six ?? bare ?? name;
    if (host !== undefined && number > 0 && number < 65_536) return { address: host, port: number };
    context.addIssue({ code: 'custom', message: WANTED });
    return z.NEVER;
  });

const named = z.strictObject({
  address: address.describe('where it is'),
  name: z.string().min(1).max(255).optional().describe('what it is called; what it calls itself if absent'),
});
const device = z
  .union([address, named], { error: `${WANTED}, or one with a name: {address: 192.0.2.1, name: nas-01}` })
  .transform((one) => ('port' in one ? { ...one, name: null } : { ...one.address, name: one.name ?? null }));

const schema = z
  .strictObject({
    devices: z
      .array(device)
      .min(1)
      .max(10_000)
      .describe('addresses or names, or `{address, name}`; a port where it is not 161'),
    community: secret().optional().describe('the word of version 2c'),
    user: snmpUser.optional().describe('who asks by version 3'),
    every: duration({ min: '1s', max: '1d' }).prefault('1m').describe('how often each is looked at'),
    profiles: z
      .array(z.enum(POLL_PROFILES))
      .min(1)
      .default(POLL_PROFILES)
      .describe('what is read; what a device has not is left out'),
    timeout: duration({ min: '100ms', max: '1m' }).prefault('2s').describe('how long an answer may take'),
    retries: z.int().min(0).max(10).default(2).describe('how often a question is sent again'),
    max_rows: z.int().min(1).max(10_000).default(512).describe('rows of a table that are read'),
    concurrency: z.int().min(1).max(1000).default(64).describe('devices that are asked at the same time'),
  })
  .refine((given) => (given.community === undefined) !== (given.user === undefined), {
    error: 'wants either a community or a user',
  });

type PollOptions = z.output<typeof schema>;

/** Devices that are asked for their numbers: interfaces, processors, memory, disks, temperatures, batteries. */
export default defineLiveSource({
  name: 'snmp-poll',
  describe: 'asks devices for their numbers by SNMP, versions 2c and 3',
  schema,
  // It hands no lines over; nothing has to be kept to read them again.
  rereadable: true,
  follow: (options) => new PollSource(options),
});

class PollSource {
  readonly #options: PollOptions;
  #poller: SnmpPoller | null = null;
  #stopped = false;

  constructor(options: PollOptions) {
    this.#options = options;
  }

  async start(sink: LiveSink): Promise<void> {
    if (this.#stopped) return;
    const { devices: targets, community, user, every, timeout, retries, profiles } = this.#options;
    const name = nameOf(this.#options);
    this.#poller = new SnmpPoller({
      ...{
        key: `snmp-poll:${name}, each ${every / 1000} s`,
        name: `SNMP polls of ${name}`,
        targets,
        profiles,
        every,
        timeout,
        retries,
      },
      ...{ maxRows: this.#options.max_rows, concurrency: this.#options.concurrency },
      credentials: user === undefined ? { version: '2c', community: community! } : { version: '3', user },
      ...{ lookAgain: Math.max(HOUR, every), longest: Math.max(LEAST_TIME, every) },
    });
    this.#poller.start(sink);
  }

  inputs(): readonly LiveInputStatus[] {
    return this.#poller === null ? [] : [this.#poller.status()];
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#poller?.stop();
  }
}

/** `192.0.2.1 and 11 more (ups)`: several groups may have the same devices, but hardly ask them for the same. */
function nameOf({ devices, profiles }: PollOptions): string {
  const { address, port, name } = devices[0]!;
  const first = name ?? (port === SNMP_PORT ? address : `${address}:${port}`);
  const more = devices.length === 1 ? '' : ` and ${devices.length - 1} more`;
  return `${first}${more}${profiles.length === POLL_PROFILES.length ? '' : ` (${profiles.join(', ')})`}`;
}
