import { expect, test } from 'vitest';
import auditd from '../../src/formats/auditd.ts';
import { parseAlone } from '../../src/testing/format-checks.ts';
import { formatContract } from './format-contract.ts';

const LINE =
  'type=SYSCALL msg=audit(1364481363.243:24287): arch=c000003e syscall=2 success=no exit=-13 comm="cat" exe="/bin/cat" key="sshd_config"';

formatContract(auditd, {
  fileName: 'auditd',
  samples: [
    LINE,
    `node=web-1 ${LINE}`,
    "type=USER_LOGIN msg=audit(1364481363.243:24287): pid=1 uid=0 msg='op=login res=failed'",
  ],
  foreign: ['type=SYSCALL arch=c000003e', 'type=x msg=hello', 'node=a', 'Jan  2 a audit: type=SYSCALL'],
});

test('the type begins the message, the rest are fields', () => {
  expect(parseAlone(auditd, `node=web-1 ${LINE}`)!.toJSON()).toMatchObject({
    time: '2013-03-28T14:36:03.243000Z',
    host: 'web-1',
    app: 'audit',
    msgid: 'SYSCALL',
    message: LINE.slice(5),
    fields: { serial: '24287', syscall: '2', comm: 'cat', exe: '/bin/cat' },
  });
});
