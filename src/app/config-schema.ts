import { z } from 'zod';
import type { Match } from '../alerts/match.ts';
import { receiversIn, routesSchema } from '../alerts/route.ts';
import { silenceSchema } from '../alerts/silences.ts';
import { buses } from '../buses/index.ts';
import { analystSection } from '../config/analyst-section.ts';
import { busSection, clusterSection } from '../config/cluster-section.ts';
import { type ConfigMember, type FamilyEntry, familyList } from '../config/family.ts';
import * as sections from '../config/sections.ts';
import { secret } from '../core/option-values.ts';
import { isNetwork } from '../dashboard/site.ts';
import { allDetectors } from '../detectors/index.ts';
import { featuresSchema } from '../filter/feature.ts';
import { nearest } from '../kit/nearest.ts';
import { llms } from '../llms/index.ts';
import { notifiers } from '../notifiers/index.ts';
import type { Playbook } from '../remediation/playbook.ts';
import { parseListenAddress } from '../sources/listen-address.ts';
import { liveSources } from '../sources/live.ts';
import type { TopologyFile } from '../topology/schema.ts';

/** Where syslog is taken in when nothing else is said: by this machine alone. */
export const USUAL_LISTEN = '127.0.0.1:5514';

/** An address to take syslog in at. */
export interface ListenPoint {
  readonly transport: 'udp' | 'tcp' | 'both';
  /** `ADDRESS:PORT`, as the source `syslog` wants it. */
  readonly address: string;
}

const LISTEN_WANTED =
  'wants ADDRESS:PORT such as "0.0.0.0:5514" (UDP and TCP), "udp://:514" or "tcp://[::1]:601"';

const listenPoint = z.string({ error: LISTEN_WANTED }).transform((text, context): ListenPoint => {
  const [, transport, address] = /^(?:(udp|tcp):\/\/)?(.+)$/.exec(text.trim()) ?? [];
  if (address !== undefined && parseListenAddress(address) !== null)
    return { transport: (transport ?? 'both') as ListenPoint['transport'], address };
  context.addIssue({ code: 'custom', message: LISTEN_WANTED });
  return z.NEVER;
});

const HTTP_WANTED = 'wants ADDRESS:PORT such as 127.0.0.1:8514, or off';
const httpAddress = z.string({ error: HTTP_WANTED }).transform((text, context) => {
  if (text === 'off') return null;
  const address = parseListenAddress(text);
  if (address === null) context.addIssue({ code: 'custom', message: HTTP_WANTED });
  return address;
});

const filePath = z.string().min(1).max(4096);

const URL_WANTED = 'wants an address such as https://logsift.example.org';

const httpSection = z
  .strictObject({
    listen: httpAddress
      .prefault('127.0.0.1:8514')
      .describe(
        'Where the dashboard, /healthz, /readyz and /metrics are served, as `ADDRESS:PORT`; `off` for nowhere. Other addresses than loopback want more, see dashboard.md.',
      ),
    public_url: z
      .string({ error: URL_WANTED })
      .max(500)
      .refine((text) => /^https?:\/\/[^\s/?#@]+(?:\/[\w./~-]*)?$/.test(text) && URL.parse(text) !== null, {
        error: URL_WANTED,
      })
      .transform((text) => text.replace(/\/+$/, ''))
      .optional()
      .describe(
        'Where people reach this server, such as https://logsift.example.org: messages have links to take an incident up, judge it, silence it or say yes to a playbook then. None if absent. See links.md.',
      ),
    token: secret()
      .optional()
      .describe(
        'Who tells of changes over HTTP has to have it; without one only this machine may. A secret.',
      ),
    tls: z
      .strictObject({
        cert: filePath.describe('File of the certificate, with those of its issuers behind it (PEM).'),
        key: filePath.describe('File of its key (PEM), without a password.'),
      })
      .optional()
      .describe('Serves over TLS; plain HTTP if absent.'),
    trusted_proxies: z
      .array(
        z.string().refine(isNetwork, { error: 'wants addresses and networks such as 10.0.0.0/8 or ::1' }),
      )
      .max(100)
      .default([])
      .describe(
        'Addresses and networks of reverse proxies in front of this server: what they say in X-Forwarded-For and X-Forwarded-Proto is believed. Wants `public_url`.',
      ),
  })
  .superRefine(({ listen, public_url: url, trusted_proxies: proxies }, context) => {
    if (proxies.length > 0 && url === undefined)
      context.addIssue({
        code: 'custom',
        path: ['public_url'],
        message: 'is missing: with `http.trusted_proxies` it says where people reach the server',
      });
    if (listen === null && url !== undefined)
      context.addIssue({
        code: 'custom',
        path: ['public_url'],
        message: 'wants `http.listen` not to be off',
      });
  })
  .prefault({})
  .describe('The dashboard, what monitoring asks, and pages of links in messages.');

/** Stands for what is found on the machine; see `machine-inputs.ts`. */
const machine: ConfigMember = {
  name: 'machine',
  describe: 'the journal and the files of /var/log that it does not hold, and samples of this machine',
  schema: z.strictObject({
    journal: z.boolean().default(true).describe('Whether to read the journal.'),
    files: z.boolean().default(true).describe('Whether to read the files.'),
    samples: z.boolean().default(true).describe('Whether to measure disks, memory and load.'),
  }),
};

/** The whole configuration as a person writes it. Keys are the same in YAML, in messages and in the code. */
export function configSchema(facts: sections.MachineFacts) {
  return sectionsSchema(facts).superRefine(({ routes, report, notifiers: channels }, context) => {
    const routed = routes === undefined ? [] : [...receiversIn(routes)];
    const named = [
      ...routed.map(({ name, path }) => ({ name, path: ['routes', ...path] })),
      ...(report?.to.map((name, i) => ({ name, path: ['report', 'to', i] })) ?? []),
    ];
    for (const { name, path } of named) {
      const message = unknownChannel(name, channels);
      if (message !== null) context.addIssue({ code: 'custom', path, message });
    }
  });
}

function unknownChannel(name: string, channels: readonly FamilyEntry[]): string | null {
  const known = channels.map((channel) => channel.name);
  if (known.includes(name)) return null;
  const meant = nearest(name, known);
  const hint = meant === null ? `there are ${known.slice(0, 10).join(', ')}` : `did you mean ${meant}?`;
  return `wants names of channels of \`notifiers\`, and ${JSON.stringify(name)} is none: ${hint}`;
}

function sectionsSchema(facts: sections.MachineFacts) {
  return z.strictObject({
    node: sections.nodeSection(facts),
    state: sections.stateSection(facts),
    sources: familyList([machine, ...Object.values(liveSources)])
      .prefault([{ type: 'machine' }])
      .describe(
        'What is read; see live-sources.md. A list here replaces the default, so name `type: machine` too to add to it.',
      ),
    listen: z
      .array(listenPoint)
      .optional()
      .describe(
        `Where syslog is taken in: \`ADDRESS:PORT\` for UDP and TCP, \`udp://…\` or \`tcp://…\` for one of them; \`[]\` for nowhere. ${USUAL_LISTEN} if absent, unless \`sources\` has a \`syslog\`.`,
      ),
    poll: z
      .array(liveSources['snmp-poll'].schema)
      .max(1000)
      .default([])
      .describe(
        'Groups of devices that are asked for their numbers by SNMP, each with the options of the source `snmp-poll`; see live-sources.md#snmp-poll.',
      ),
    workers: sections.workers,
    timezone: sections.timezone,
    clock_skew: sections.clockSkewSection,
    rules: sections.rulesSection,
    detectors: sections.detectorsSection(allDetectors),
    features: featuresSchema
      .default([])
      .describe('Numbers of one’s own, reckoned from lines and judged like any metric; see features.md.'),
    limits: sections.limitsSection,
    geoip: sections.geoipSection,
    store: sections.storeSection,
    ring: sections.ringSection,
    learn: sections.learnSection,
    notifiers: familyList(notifiers)
      .prefault([{ type: 'terminal' }])
      .describe('The channels people are told by; see notifiers.md.'),
    routes: routesSchema
      .optional()
      .describe('Who is told what, as a tree; every channel is told everything if absent. See routes.md.'),
    silences: z
      .array(silenceSchema)
      .max(500)
      .default([])
      .describe(
        'What is not told at times, such as maintenance windows; `logsift silence add` adds others. See routes.md.',
      ),
    playbooks: sections.playbooksSection,
    topology: sections.topologySection,
    budget: sections.budgetSection,
    messages: sections.messagesSection,
    report: sections.reportSection,
    analyst: analystSection(llms),
    bus: busSection(buses),
    cluster: clusterSection,
    output: sections.outputSection,
    watchdog: sections.watchdogSection,
    http: httpSection,
    log: sections.logSection,
  });
}

/** The configuration as the program takes it: durations in ms, sizes in bytes. */
export type Config = z.output<ReturnType<typeof configSchema>> & {
  /** What the topology files say, once they were read. */
  readonly topology: { readonly network?: TopologyFile };
  /** What the files of playbooks say, once they were read. */
  readonly playbooks: { readonly known?: readonly Playbook<Match>[] };
};
