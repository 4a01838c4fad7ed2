import { z } from 'zod';
import { CATEGORIES } from '../core/categories.ts';
import { duration, offset, rate, secret, size } from '../core/option-values.ts';

/** What a section is by default on this machine. */
export interface MachineFacts {
  readonly hostname: string;
  readonly stateFolder: string;
}

const word = z.string().min(1).max(255);
const path = z.string().min(1).max(4096);
const timeZone = z.string().refine(isTimeZone, { error: 'wants a zone such as Europe/Berlin or UTC' });

/** Who is speaking. */
export function nodeSection({ hostname }: MachineFacts) {
  const name = word.default(hostname).describe('Name of this machine in ids and messages.');
  return z.strictObject({ name }).prefault({}).describe('Which machine this is.');
}

/** Where what is learnt is kept. */
export function stateSection({ stateFolder }: MachineFacts) {
  const folder = path
    .default(stateFolder)
    .describe(
      'Folder for positions, snapshots, findings and the ring. By default that of systemd ($STATE_DIRECTORY), /var/lib/logsift for root, else $XDG_STATE_HOME/logsift.',
    );
  return z.strictObject({ folder }).prefault({}).describe('Where everything learnt and stored is kept.');
}

export const timezone = timeZone
  .optional()
  .describe('Zone of times that name none, and of the times shown. By default that of the machine.');

export const rulesSection = z
  .strictObject({
    files: z
      .array(path)
      .default([])
      .describe('Files of rules, asked before the packs; relative to the file that names them.'),
    packs: z.boolean().default(true).describe('Whether to use the rules that come with logsift.'),
  })
  .prefault({})
  .describe('Rules of the filter; see rules.md.');

/** Which detectors look at the events. */
export function detectorsSection(all: readonly { readonly name: string; readonly optional?: true }[]) {
  const shape = Object.fromEntries(
    all.map(({ name, optional }) => [
      name,
      z
        .boolean()
        .default(optional !== true)
        .describe(`Whether \`${name}\` looks at the events.`),
    ]),
  );
  return z.strictObject(shape).prefault({}).describe('Detectors, each on or off; see detectors.md.');
}

/** Metrics, features, and the numbers of lines are called by the names that `logsift forecast` knows them by. */
export const limitsSection = z
  .array(
    z.strictObject({
      metric: z
        .string()
        .min(1)
        .max(200)
        .describe(
          'The number, as `logsift forecast` calls it: `disk used of /srv`; `*` stands for anything.',
        ),
      host: z
        .string()
        .min(1)
        .max(200)
        .optional()
        .describe('Of which host, or of hosts like `db*`; all if absent.'),
      at: z.number().describe('The value that it should not reach.'),
      falling: z.boolean().default(false).describe('It is reached from above, as free room is.'),
    }),
  )
  .max(200)
  .default([])
  .describe(
    'Values that numbers should not reach: `forecast` tells when they will. Shares in per cent have some by themselves.',
  );

export const geoipSection = z
  .strictObject({
    file: path
      .optional()
      .describe(
        'A MaxMind file of cities, such as `GeoLite2-City.mmdb`, from which `threat` knows where addresses are; relative to the file that names it. None comes with logsift.',
      ),
    home: z
      .strictObject({
        latitude: z.number().min(-90).max(90).describe('Degrees, north above 0.'),
        longitude: z.number().min(-180).max(180).describe('Degrees, east above 0.'),
      })
      .optional()
      .describe('Where we are. The places from which people get in are learnt in any case.'),
  })
  .prefault({})
  .describe('Where addresses are.');

export const storeSection = z
  .strictObject({
    keep: z
      .enum(['none', 'kept', 'all'])
      .default('kept')
      .describe('Which events are stored: none, those the filter does not drop, or all.'),
    max_age: duration({ min: '1h' }).prefault('14d').describe('Events older than that are deleted.'),
    max_size: size({ min: '10 MB' }).prefault('2 GB').describe('The oldest events are deleted beyond that.'),
  })
  .prefault({})
  .describe('Events kept for looking things up.');

export const ringSection = z
  .strictObject({
    max_age: duration({ min: '1h' }).prefault('7d').describe('Raw lines older than that are deleted.'),
    max_size: size({ min: '10 MB' })
      .optional()
      .describe(
        'The oldest raw lines are deleted beyond that. By default the smaller of 10 GB and 20 % of the free disk.',
      ),
  })
  .prefault({})
  .describe('Raw lines of what cannot be read again (syslog, fifo, stdin, http).');

export const learnSection = z
  .strictObject({
    warm_start: z
      .boolean()
      .default(true)
      .describe('Whether the first run reads rotated files and the journal of the past.'),
    history: duration({ min: '1h', max: '400d' }).prefault('30d').describe('How far back that goes.'),
  })
  .prefault({})
  .describe('What is learnt before the first line comes.');

/** What breaks machines while it waits. */
export const USUAL_ALWAYS = ['power', 'temperature'] as const;

export const budgetSection = z
  .preprocess(
    (given) => (typeof given === 'string' ? { rate: given } : given),
    z.strictObject({
      rate: rate().prefault('3/day').describe('Messages that may interrupt a person, at most.'),
      teams: z
        .record(word, rate())
        .prefault({})
        .describe('The same for the hosts of single teams (see topology), within the rate of all.'),
      always: z
        .array(z.enum(CATEGORIES))
        .default([...USUAL_ALWAYS])
        .describe('Categories that are told whatever the budget says; they count in it.'),
    }),
  )
  .prefault({})
  .meta({
    shortFor: 'rate',
    description:
      'How often a person may be interrupted; `budget: 3/day` is short for its `rate`. A ceiling, not a quota: what does not deserve it is not told. What is over it is listed in the digest.',
  });

export const topologySection = z
  .strictObject({
    file: path
      .optional()
      .describe(
        'File of hosts, places and what hangs on what, see topology.md; relative to the file that names it. By default `topology.yaml` in /etc/logsift and in the own configuration folder, where there is one.',
      ),
    window: duration({ min: '1s', max: '1h' })
      .prefault('90s')
      .describe('What begins within so long, on the same host or in the same place, is one incident.'),
  })
  .prefault({})
  .describe('What is known of the network, and how findings become incidents.');

export const messagesSection = z
  .strictObject({
    cooldown: duration()
      .prefault('1h')
      .describe('What comes about the same group within so long goes into the message that was sent.'),
    group_by: z
      .array(z.enum(['template', 'subject', 'detector', 'host', 'app']))
      .min(1)
      .default(['template', 'subject'])
      .describe('Incidents that began with what is alike in all of these are one message.'),
  })
  .prefault({})
  .describe('How often people are told.');

export const reportSection = z
  .strictObject({
    at: z
      .string()
      .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, { error: 'wants a time of day such as "08:00"' })
      .default('08:00')
      .describe('When it leaves, as `HH:MM`.'),
    to: z
      .array(word)
      .min(1)
      .max(100)
      .describe('Channels, by their names. They get no digest beside it, as it says the same.'),
    timezone: timeZone
      .optional()
      .describe('Zone of `at` and of the times in it; that of `timezone` if absent.'),
  })
  .optional()
  .describe(
    'A report of the last day that leaves by itself, also when all is well; none if absent. See notifiers.md.',
  );

export const playbooksSection = z
  .strictObject({
    files: z
      .array(path)
      .max(100)
      .default([])
      .describe('Files of playbooks; relative to the file that names them.'),
    protected: z
      .array(
        z.string().regex(/^[\w*](?:[\w.*:-]{0,253}[\w*])?$|^[\da-fA-F:.]+(?:\/\d{1,3})?$/, {
          error: 'wants hosts such as `db*`, addresses and networks such as 203.0.113.0/24',
        }),
      )
      .max(10_000)
      .default([])
      .describe(
        'Hosts, addresses and networks that nothing is ever done against. Private and special networks, the addresses of this machine and those of the topology are so by themselves.',
      ),
  })
  .prefault({})
  .describe('What may be done about incidents; see playbooks.md.');

const forward = z.strictObject({
  address: z
    .string()
    .regex(/^(?:tcp|tls):\/\/(?:\[[0-9a-fA-F:.]+\]|[\w.-]+):\d{1,5}$/, {
      error: 'wants an address such as tcp://10.0.0.5:514 or tls://logs.example.org:6514',
    })
    .describe('Receiver of RFC 5424, as `tcp://HOST:PORT` or `tls://HOST:PORT`.'),
  ca: path
    .optional()
    .describe('File of certificates the receiver is known by; those of the system if absent.'),
  cert: path.optional().describe('File of our certificate, where the receiver wants one.'),
  key: path.optional().describe('File of the key to it.'),
  what: z
    .array(z.enum(['findings', 'events']))
    .min(1)
    .default(['findings', 'events'])
    .describe('What is sent.'),
});

const target = z
  .string()
  .min(1)
  .describe('`stdout`, or a file that is appended to (and opened anew on SIGHUP).')
  .optional();

export const outputSection = z
  .strictObject({
    findings: target.describe('Findings as NDJSON: `stdout`, or a file (opened anew on SIGHUP).'),
    events: target.describe('Kept events as NDJSON: `stdout`, or a file (opened anew on SIGHUP).'),
    forward: forward.optional().describe('The reduced stream for a log store.'),
  })
  .prefault({})
  .describe('Where findings and kept events go beside the messages.');

export const watchdogSection = z
  .strictObject({
    heartbeat: secret()
      .refine((url) => /^https?:$/.test(URL.parse(url)?.protocol ?? ''), {
        error: 'wants a URL such as https://hc-ping.com/…',
      })
      .optional()
      .describe('URL that is called while lines flow through the whole pipeline; a secret.'),
    interval: duration({ min: '1s', max: '1d' }).prefault('1m').describe('How often it is called.'),
    quiet: duration({ min: '1m' })
      .prefault('6h')
      .describe('A source that was busy and says nothing for so long is told of.'),
    quiet_sources: z
      .record(word, z.union([duration({ min: '1m' }), z.literal('never')]))
      .prefault({})
      .describe('The same for single sources by their name; `never` for those that may be silent.'),
    understood: z
      .number()
      .min(0)
      .max(1)
      .default(0.5)
      .describe('Share of the lines of a source in a known format below which it is told of.'),
    disk_free: size().prefault('1 GB').describe('Free disk below which it is told of.'),
  })
  .prefault({})
  .describe('How logsift says that it has itself stopped.');

/** `clock_skew: correct` is `clock_skew: { correct: true }`. */
export const clockSkewSection = z
  .preprocess(
    (given) => (given === 'correct' ? { correct: true } : given),
    z.strictObject({
      correct: z
        .boolean()
        .default(false)
        .describe(
          'Whether times of hosts whose clock is more than two minutes off are put right by as much. `clock_skew: correct` says the same.',
        ),
      hosts: z
        .record(word, offset())
        .prefault({})
        .describe(
          'By how much clocks are ahead (`+90s`) or behind (`-1h`), by host: their times are put right by that.',
        ),
    }),
  )
  .prefault({})
  .describe('Senders of syslog whose clock is off; see live-sources.md#who-sends.');

export const workers = z
  .int()
  .min(1)
  .max(16)
  .default(1)
  .describe('Threads that take in syslog datagrams; more than one only above some 100,000 a second.');

export const logSection = z
  .strictObject({
    level: z
      .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
      .default('info')
      .describe('What our own log on standard error holds.'),
  })
  .prefault({})
  .describe('Our own log.');

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
