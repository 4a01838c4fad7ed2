import { z } from 'zod';

const name = z.string().min(1, { error: 'wants a name' }).max(255);
const text = z.string().min(1).max(2000);

const facts = {
  site: name.optional(),
  building: name.optional(),
  floor: z.union([name, z.number().transform(String)], { error: 'wants a name or a number' }).optional(),
  rack: z.union([name, z.number().transform(String)], { error: 'wants a name or a number' }).optional(),
  role: name.optional(),
  team: name.optional(),
  /** Name of the host it hangs on: uplink, power, hypervisor. */
  parent: name.optional(),
  notes: text.optional(),
  runbook: text.optional(),
};

const hostSchema = z.strictObject({ ...facts, aliases: z.array(name).default([]) });

/** A regular expression for the whole short name, its groups being facts: `sw-(?<building>\w)-(?<floor>\d+)`. */
const patternSchema = z.strictObject({
  match: z.string().superRefine((source, context) => {
    const fault = patternFault(source);
    if (fault !== null) context.addIssue({ code: 'custom', message: `wants a regular expression: ${fault}` });
  }),
  ...facts,
});

const GROUPS = new Set(['site', 'building', 'floor', 'rack', 'role', 'team']);

/** What people write down of their network. Cycles and unknown parents are refused where they are written. */
export const topologySchema = z
  .strictObject({
    hosts: z.record(name, hostSchema).default({}),
    patterns: z.array(patternSchema).max(1000).default([]),
    /** What is known of a category of trouble. */
    categories: z
      .record(name, z.strictObject({ notes: text.optional(), runbook: text.optional() }))
      .default({}),
  })
  .superRefine(({ hosts, patterns }, context) => {
    const complain = (path: (string | number)[], message: string) =>
      context.addIssue({ code: 'custom', path, message });
    const owner = new Map<string, string>();
    for (const [host, { aliases }] of Object.entries(hosts)) {
      for (const alias of [host, ...aliases]) {
        const other = owner.get(alias.toLowerCase());
        if (other === undefined || other === host) owner.set(alias.toLowerCase(), host);
        else
          complain(['hosts', host, 'aliases'], `wants names of its own; ${alias} is a name of ${other} too`);
      }
    }
    const known = (parent: string) =>
      owner.has(parent.toLowerCase()) || patterns.some(({ match }) => fits(match, parent) !== null);
    for (const [host, { parent }] of Object.entries(hosts)) {
      if (parent === undefined) continue;
      if (!known(parent))
        complain(['hosts', host, 'parent'], `wants a host that is written here; there is no ${parent}`);
      const circle = circleFrom(host, (one) => hosts[owner.get(one.toLowerCase()) ?? '']?.parent);
      if (circle !== null)
        complain(
          ['hosts', host, 'parent'],
          `wants something above it, and goes in a circle: ${circle.join(' → ')}`,
        );
    }
    for (const [host, { site }] of Object.entries(hosts)) {
      const fitting = patterns.flatMap((pattern, index) => {
        const groups = pattern.site === undefined && site === undefined ? null : fits(pattern.match, host);
        const its = groups?.site ?? pattern.site;
        return groups === null || its === undefined ? [] : [{ index, site: its }];
      });
      const [first] = fitting;
      const other = fitting.find((one) => one.site !== (site ?? first!.site));
      if (other === undefined) continue;
      const said =
        site === undefined ? `pattern ${first!.index} says ${first!.site}` : `it is written as of ${site}`;
      complain(
        ['patterns', other.index, 'match'],
        `wants each host in one site; ${host} would be in ${other.site}, and ${said}`,
      );
    }
    for (const [index, { match, parent }] of patterns.entries()) {
      const unknown = [...match.matchAll(/\(\?<(\w+)>/g)]
        .map(([, group]) => group!)
        .find((group) => !GROUPS.has(group));
      if (unknown !== undefined)
        complain(
          ['patterns', index, 'match'],
          `wants groups named ${[...GROUPS].join(', ')}; got ${unknown}`,
        );
      if (parent !== undefined && !parent.includes('$') && !known(parent))
        complain(['patterns', index, 'parent'], `wants a host that is written here; there is no ${parent}`);
    }
  });

export type TopologyFile = z.output<typeof topologySchema>;
export type WrittenPattern = TopologyFile['patterns'][number];

/** The groups of a pattern that fits a whole name; null when it does not. */
export function fits(match: string, host: string): { readonly [group: string]: string } | null {
  const found = new RegExp(`^(?:${match})$`, 'iu').exec(host);
  return found === null ? null : { ...found.groups };
}

function patternFault(source: string): string | null {
  // Such a one takes time without end on a hostile name.
  if (/[+*}]\)?[+*{]|\)[+*{]/.test(source))
    return `repeated groups are not allowed in ${JSON.stringify(source)}`;
  try {
    new RegExp(`^(?:${source})$`, 'iu');
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

/** The names of a circle that a host's parents make; null when they end. */
function circleFrom(host: string, parentOf: (host: string) => string | undefined): string[] | null {
  const way = [host];
  for (let at = parentOf(host); at !== undefined; at = parentOf(at)) {
    way.push(at);
    if (at.toLowerCase() === host.toLowerCase()) return way;
    if (way.length > 1000 || way.indexOf(at) < way.length - 1) return null;
  }
  return null;
}
