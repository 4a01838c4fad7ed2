import fc from 'fast-check';
import { expect, it } from 'vitest';
import { seenNetwork } from '../../src/topology/neighbours.ts';
import { asWritten, offerOf } from '../../src/topology/offer.ts';
import { topologySchema } from '../../src/topology/schema.ts';
import { parsedTopology, withHosts } from '../../src/topology/written.ts';
import { madeDevice } from './made-devices.ts';

const offered = (...[network, written, core]: Parameters<typeof offerOf>) =>
  offerOf(asWritten(network, written), written, core);
const file = (given: object) => topologySchema.parse(given);

it('what a pattern says already is not written, and hosts of a pattern can be parents', () => {
  const patterns = [{ match: 'sw-(?<building>\\w)-(?<floor>\\d+)', role: 'switch', parent: 'core' }];
  const network = seenNetwork([
    madeDevice('core', ['sw-a-1'], { chassis: '' }),
    madeDevice('sw-a-1', ['web-1'], { address: '127.0.0.1', location: 'Building Z' }),
  ]);
  const { hosts, remarks } = offered(network, file({ hosts: { core: {} }, patterns }), null);
  expect(Object.fromEntries(hosts)).toEqual({
    core: { role: 'switch', aliases: ['192.0.2.4'] },
    'web-1': { role: 'server', parent: 'sw-a-1' },
  });
  expect(remarks).toEqual([]);
});

it('a host goes by the name that it is written under, also where only an address tells which it is', () => {
  const network = seenNetwork([madeDevice('core', ['SW9.example.org'], { address: '10.0.0.1' })]);
  const written = file({
    hosts: { backbone: { aliases: ['10.0.0.1'], role: 'x' }, 'access-9': { aliases: ['sw9'] } },
  });
  const { hosts, unseen } = offered(network, written, null);
  expect(Object.fromEntries(hosts)).toEqual({
    // What it calls itself is how its lines name it.
    backbone: { aliases: ['core'] },
    'access-9': { role: 'switch', parent: 'backbone' },
  });
  expect(unseen).toEqual([]);
});

it('nothing is offered that would make a circle with what is written', () => {
  const network = seenNetwork([madeDevice('core', ['a']), madeDevice('a')]);
  const { hosts, remarks } = offerOf(
    network,
    file({ hosts: { core: { parent: 'x' }, x: { parent: 'a' }, a: {} } }),
    'core',
  );
  expect(hosts.get('a')?.parent).toBeUndefined();
  expect(remarks).toEqual(['a is seen under core, which is written below it']);
});

it('an address that is a name of somebody else is not taken', () => {
  const network = seenNetwork([madeDevice('a', [], { address: '10.0.0.1' })]);
  const { hosts } = offerOf(
    network,
    file({ hosts: { b: { aliases: ['10.0.0.1'] }, a: { role: 'x' } } }),
    null,
  );
  expect(hosts.get('a')).toBeUndefined();
});

it('whatever is written and whatever is seen, the file with the offer is one that logsift takes', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
  const written = fc.dictionary(
    name,
    fc.record(
      {
        parent: name,
        role: fc.constant('switch'),
        aliases: fc.uniqueArray(fc.constantFrom('x1', 'x2', 'x3'), { maxLength: 1 }),
      },
      { requiredKeys: [] },
    ),
  );
  const cables = fc.array(fc.tuple(name, name), { maxLength: 12 });
  let taken = 0;
  fc.assert(
    fc.property(written, cables, (hosts, pairs) => {
      const before = topologySchema.safeParse({ hosts });
      if (!before.success) return;
      taken++;
      const devices = ['a', 'b', 'c', 'd'].map((one) =>
        madeDevice(
          one,
          pairs.filter(([from]) => from === one).map(([, to]) => to),
          { addresses: [`x${one.charCodeAt(0) - 96}`] },
        ),
      );
      const text = `hosts: ${JSON.stringify(hosts)}\n`;
      const after = withHosts(text, offered(seenNetwork(devices), before.data, null).hosts);
      const parsed = topologySchema.parse(parsedTopology(after));
      for (const [host, facts] of Object.entries(before.data.hosts))
        expect(parsed.hosts[host]).toMatchObject(facts.parent === undefined ? {} : { parent: facts.parent });
      // Of what was found alone nothing is left to be offered.
      const again = offered(seenNetwork(devices), parsed, null);
      if (Object.keys(hosts).length === 0) expect(withHosts(after, again.hosts)).toBe(after);
      topologySchema.parse(parsedTopology(withHosts(after, again.hosts)));
    }),
    { numRuns: 3000 },
  );
  expect(taken).toBeGreaterThan(200);
});
