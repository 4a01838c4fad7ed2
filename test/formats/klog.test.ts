import { expect, test } from 'vitest';
import klog from '../../src/formats/klog.ts';
import { parseAlone } from '../../src/testing/format-checks.ts';
import { formatContract } from './format-contract.ts';

const LINE = 'W0102 15:04:05.000123    1234 pod_workers.go:191] Error syncing pod "kube-system/dns": timeout';

formatContract(klog, {
  fileName: 'klog',
  samples: [
    LINE,
    'I0102 15:04:05.000000  1 file.go:12] msg',
    'F20260102 15:04:05.000000  1 file.cc:12] msg',
    'E0102 15:04:05.1 99 a/b.go:1]',
  ],
  foreign: ['I0102 15:04:05.000000 text', 'Info 0102', 'I9999 15:04:05.0 1 a:1] x', 'W0102'],
});

test('letter, thread and source', () => {
  expect(parseAlone(klog, LINE)!.toJSON()).toMatchObject({
    time: '2026-01-02T15:04:05.000123Z',
    severity: 4,
    app: 'pod_workers.go',
    pid: '1234',
    message: 'Error syncing pod "kube-system/dns": timeout',
    fields: { file: 'pod_workers.go', fileLine: 191 },
  });
});
