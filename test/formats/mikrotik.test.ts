import { expect, test } from 'vitest';
import mikrotik from '../../src/formats/mikrotik.ts';
import { parseAlone } from '../../src/testing/format-checks.ts';
import { formatContract } from './format-contract.ts';
import { linesOf } from './vendor-lines.ts';

formatContract(mikrotik, {
  fileName: 'mikrotik',
  samples: linesOf('mikrotik'),
  foreign: ['<30>Oct 11 22:14:15 h1 app: text', 'one,two three', 'firewall:info text'],
});

test('topics are known words with commas between, and nothing else', () => {
  for (const text of ['system,unknown x', 'hello,world x', 'system x', 'system,info', 'system,,info x']) {
    expect(parseAlone(mikrotik, `<30>Oct 11 22:14:15 r1 ${text}`)).toBeNull();
  }
});

test('a colon behind the topics is theirs', () => {
  expect(parseAlone(mikrotik, 'system,info: router rebooted')?.message).toBe('router rebooted');
});
