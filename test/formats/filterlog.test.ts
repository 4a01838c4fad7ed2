import { expect, test } from 'vitest';
import filterlog from '../../src/formats/filterlog.ts';
import { parseAlone } from '../../src/testing/format-checks.ts';
import { formatContract } from './format-contract.ts';
import { linesOf } from './vendor-lines.ts';

formatContract(filterlog, {
  fileName: 'filterlog',
  samples: linesOf('filterlog'),
  foreign: [
    '<134>Oct 11 22:14:15 filterlog: started',
    '<134>Oct 11 22:14:15 h1 filterd: 5,,,100,igb0,match,block,in,4',
  ],
});

test('columns that are missing make fewer fields', () => {
  const { fields } = parseAlone(
    filterlog,
    '<134>Oct 11 22:14:15 filterlog: 5,,,100,igb0,match,block,in,4',
  )!.toJSON();
  expect(fields).toEqual({
    ...{ category: 'network', 'observer.vendor': 'pf', 'observer.type': 'firewall', 'rule.id': '100' },
    ...{
      'event.reason': 'match',
      'event.action': 'block',
      'network.direction': 'in',
      'network.type': 'ipv4',
    },
    'observer.ingress.interface.name': 'igb0',
  });
});
