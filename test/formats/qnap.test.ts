import { expect, test } from 'vitest';
import qnap from '../../src/formats/qnap.ts';
import { parseAlone } from '../../src/testing/format-checks.ts';
import { formatContract } from './format-contract.ts';
import { linesOf } from './vendor-lines.ts';

formatContract(qnap, {
  fileName: 'qnap',
  samples: linesOf('qnap'),
  foreign: [
    '<30>Oct 11 22:14:15 nas-02 qlogd[8]: started',
    '<30>Oct 11 22:14:15 nas-02 app[8]: conn log: Users: x',
  ],
});

test('what is done with files is about files', () => {
  const line =
    '<30>Oct 11 22:14:15 nas-02 qlogd[8]: conn log: Users: jdoe, Source IP: 192.0.2.44, Computer name: pc-7, Connection type: SAMBA, Accessed resources: Public/a, b.txt, Action: Read';
  expect(parseAlone(qnap, line)?.toJSON().fields).toMatchObject({
    ...{
      category: 'filesystem',
      'file.path': 'Public/a, b.txt',
      'event.action': 'read',
      'source.domain': 'pc-7',
    },
  });
});
