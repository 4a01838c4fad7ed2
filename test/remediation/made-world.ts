import { parse } from 'yaml';
import { z } from 'zod';
import { parseLine } from '../../src/app/parse-line.ts';
import type { About } from '../../src/core/finding.ts';
import type { Incident } from '../../src/core/incident.ts';
import { Networks } from '../../src/remediation/networks.ts';
import type { PlanWorld } from '../../src/remediation/plan.ts';
import { type Playbook, playbookFileSchema } from '../../src/remediation/playbook.ts';
import { sampleIncident } from '../report/sample-incident.ts';

/** web01 is this machine, db01 is protected, sw-a-4 is known. */
export const WORLD: PlanWorld = {
  knownHost: (name) => ['web01', 'db01', 'sw-a-4'].find((known) => known === name.split('.')[0]) ?? null,
  protectedHost: (name) => name === 'db01',
  protectedNetworks: Networks.of(['198.51.100.0/24', '2001:db8:1::/48'])!,
  ownAddress: (address) => address === '192.0.2.80',
  isHere: (host) => host === 'web01',
  messageOf: (line) => parseLine(line, { receivedAt: 0, timeZone: 'UTC' }).message,
};

/** The first playbook of a file. */
export function playbookOf(yaml: string): Playbook {
  return playbookFileSchema(z.unknown()).parse(parse(yaml)).playbooks[0]!;
}

/** An incident of one finding with these lines. */
export function incidentWith(about: About, lines: readonly string[]): Incident {
  const { root, ...rest } = sampleIncident();
  const evidence = lines.map((text) => ({ source: 'syslog', text }));
  const one = { ...root, about, evidence };
  return { ...rest, root: one, findings: [one], category: 'intrusion' };
}

/** A line of sshd as rsyslog writes it. */
export const sshd = (message: string) => `Mar  1 12:00:01 web01 sshd[7]: ${message}`;
