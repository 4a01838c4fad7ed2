import { describe, expect, it } from 'vitest';
import type { HostAdditions } from '../../src/topology/offer.ts';
import { topologySchema } from '../../src/topology/schema.ts';
import { parsedTopology, withHosts } from '../../src/topology/written.ts';

const PEOPLES = `# Our network.
#   (ask Ada)

hosts:
    core:              # the big one
        site: hq
        role: switch
        aliases: [10.0.0.1, core-switch]   # both are used
        notes: >
            fan tray replaced in May,
            part 4711
    fw-1: {site: hq, role: firewall}


    # Ours since 2019.
    old: {   parent: core }
    bare:

patterns:
    - match: 'sw-(?<building>\\w)-(?<floor>\\d+)'
      parent: core
`;

function added(additions: { readonly [name: string]: HostAdditions }, text = PEOPLES): string {
  const after = withHosts(text, new Map(Object.entries(additions)));
  expect(topologySchema.safeParse(parsedTopology(after)).error).toBeUndefined();
  return after;
}

describe('a file of people', () => {
  it('stays as it is, comments and blanks too, where nothing is added', () => {
    expect(withHosts(PEOPLES, new Map())).toBe(PEOPLES);
  });

  it('gets new hosts behind its own, and no other line changes', () => {
    const after = added({ 'sw-9': { role: 'switch', parent: 'core', aliases: ['10.0.0.9'] } });
    const at = after.indexOf('    sw-9:');
    expect(after.slice(0, at) + after.slice(after.indexOf('\n', at) + 1)).toBe(PEOPLES);
    expect(after).toContain('\n    bare:\n    sw-9: { role: switch, parent: core, aliases: [ 10.0.0.9 ] }\n');
  });

  it('has its hosts completed, and nothing of them replaced', () => {
    const after = added({
      core: { site: 'other', role: 'router', building: 'A', aliases: ['10.0.0.2'] },
      'fw-1': { parent: 'core' },
      bare: { role: 'server' },
    });
    // What was there is there, line by line, but for what stands in brackets.
    const gone = PEOPLES.split('\n').filter((line) => !after.split('\n').includes(line));
    expect(gone.map((line) => line.trim())).toEqual([
      'aliases: [10.0.0.1, core-switch]   # both are used',
      'fw-1: {site: hq, role: firewall}',
      'bare:',
    ]);
    expect(after).toContain('aliases: [10.0.0.1, core-switch, 10.0.0.2]   # both are used\n');
    expect(after).toContain(
      '            part 4711\n        building: A\n    fw-1: {site: hq, role: firewall, parent: core}\n',
    );
    expect(parsedTopology(after)).toMatchObject({
      hosts: {
        core: {
          ...{ site: 'hq', role: 'switch', building: 'A', aliases: ['10.0.0.1', 'core-switch', '10.0.0.2'] },
          notes: 'fan tray replaced in May, part 4711\n',
        },
        'fw-1': { site: 'hq', role: 'firewall', parent: 'core' },
        bare: { role: 'server' },
      },
    });
    expect(after).toContain('# Ours since 2019.\n    old: {   parent: core }\n');
  });

  it.each([
    ['hosts: {a: {role: x}}\n', 'hosts: {a: {role: x}, b: { role: switch }}\n'],
    ['hosts: {}', 'hosts: {b: { role: switch }}'],
    ['hosts:\n  a: {}', 'hosts:\n  a: {}\n  b: { role: switch }\n'],
    ['hosts:   # ours\npatterns: []\n', 'hosts:   # ours\n  b: { role: switch }\npatterns: []\n'],
    [
      'hosts:\n  a:\n    notes: |\n      x\n      y\n\n# end\n',
      'hosts:\n  a:\n    notes: |\n      x\n      y\n  b: { role: switch }\n\n# end\n',
    ],
    ['patterns: []', 'patterns: []\nhosts:\n  b: { role: switch }\n'],
    ['hosts:\n  "b": { site: "x" }\n', 'hosts:\n  "b": { site: "x", role: switch }\n'],
    ['hosts:\n  b: {}\n', 'hosts:\n  b: {role: switch}\n'],
    [
      'hosts:\n  b:\n    aliases:\n    - c\n  d: {}\n',
      'hosts:\n  b:\n    aliases:\n    - c\n    role: switch\n  d: {}\n',
    ],
  ])('written as %j', (text, after) => {
    expect(added({ b: { role: 'switch' } }, text)).toBe(after);
  });

  it('gets other names into a list of several lines', () => {
    const text = 'hosts:\n  b:\n    aliases:   # all\n    - c\n    role: x\n';
    expect(added({ b: { aliases: ['d', 'e'] } }, text)).toBe(
      'hosts:\n  b:\n    aliases:   # all\n    - c\n    - d\n    - e\n    role: x\n',
    );
  });

  it('that has no hosts yet gets them, and an empty one a heading', () => {
    expect(added({ a: {} }, '# nothing yet\n')).toBe('# nothing yet\nhosts:\n  a: {}\n');
    expect(added({ a: { role: 'switch' } }, '')).toMatch(
      /^# Hosts of this network.*\nhosts:\n {2}a: \{ role: switch \}\n$/,
    );
  });
});

it('whatever a device calls itself or says is a text of YAML and nothing else', () => {
  const hostile = [
    'a: b',
    '- x',
    '*a',
    '&b',
    '!!js/function',
    '"',
    "'",
    '#',
    'yes',
    '0x10',
    '{',
    '@',
    '`',
    '%Y',
    '1e3',
    '~',
    'a\nhosts: {}',
  ];
  const names = Object.fromEntries(
    hostile.map((name, i) => [name, { notes: `location: ${name}`, rack: hostile[i]! }]),
  );
  const after = added(names, 'hosts: {}\n');
  const { hosts } = parsedTopology(after) as { hosts: object };
  expect(hosts).toEqual(names);
  expect(Object.keys(hosts).sort()).toEqual([...hostile].sort());
});
