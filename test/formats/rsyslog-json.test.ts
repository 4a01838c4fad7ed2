import { expect, test } from 'vitest';
import rsyslogJson from '../../src/formats/rsyslog-json.ts';
import { parseAlone } from '../../src/testing/format-checks.ts';
import { formatContract } from './format-contract.ts';

const LINE =
  '{"timestamp":"2026-07-04T10:11:12.123456+02:00","host":"10.0.0.9","hostname":"web1","severity":"err","facility":"authpriv","tag":"sshd[123]:","message":" Failed password"}';

formatContract(rsyslogJson, {
  fileName: 'rsyslog-json',
  samples: [
    LINE,
    '{"timestamp":"Oct 11 22:14:15","host":"web1","severity":3,"facility":"4","tag":"su:","message":"x"}',
    '{"msg":" x","timereported":"2026-07-04T10:11:12Z","hostname":"h","syslogtag":"a[1]:","programname":"a","syslogfacility":"3","syslogseverity":"6","procid":"1"}',
    '{"timestamp":"never","host":"web1","tag":"","facility":"nosuch","message":""}',
  ],
  foreign: [
    '{"level":30,"time":1780000000000,"hostname":"h","msg":"text","pid":1}',
    '{"@timestamp":"2026-07-04T10:11:12Z","message":"x","host":{"name":"h"}}',
    '{"timestamp":"2026-07-04T10:11:12Z","host":"h","message":"x"}',
    '{"__REALTIME_TIMESTAMP":"1780000000000000","MESSAGE":"x"}',
    '{"host',
    `{"host":${'['.repeat(100_000)}`,
  ],
});

test('the parts of the record have their places', () => {
  expect(parseAlone(rsyslogJson, LINE)!.toJSON()).toMatchObject({
    time: '2026-07-04T08:11:12.123456Z',
    host: 'web1',
    app: 'sshd',
    pid: '123',
    severity: 3,
    facility: 10,
    message: 'Failed password',
    fields: { host: '10.0.0.9' },
    flags: [],
  });
});

test('a time that cannot be read is flagged', () => {
  expect(
    parseAlone(rsyslogJson, '{"timestamp":"soon","host":"h","tag":"a:","message":"m"}')!.toJSON(),
  ).toMatchObject({ time: null, flags: ['bad_time'], app: 'a' });
});
