import { expect, test } from 'vitest';
import dpkg from '../../src/formats/dpkg.ts';
import { parseAlone } from '../../src/testing/format-checks.ts';
import { formatContract } from './format-contract.ts';

formatContract(dpkg, {
  fileName: 'dpkg',
  samples: [
    '2026-06-24 14:36:25 status half-configured libc-bin:amd64 2.36-9',
    '2026-06-24 14:36:25 startup archives unpack',
    'update-alternatives 2026-06-24 14:36:53: link group pager updated to point to /usr/bin/less',
    'Start-Date: 2026-06-24  14:36:25',
    'Upgrade: libsystemd0:amd64 (252.36, 252.38), tzdata:all (2025a, 2025b)',
    'Setting up tzdata (2025b-0+deb12u1) ...',
  ],
  foreign: [
    '2026-06-24 14:36:25 statement',
    '2026-06-24 14:36:25.1 status x',
    'update-alternatives',
    'Upgrade: soon',
  ],
});

test.each([
  ['2026-06-24 14:36:25 upgrade a:amd64 1 2', 'dpkg', 'upgrade a:amd64 1 2'],
  ['update-alternatives 2026-06-24 14:36:25: run with --quiet', 'update-alternatives', 'run with --quiet'],
  ['End-Date: 2026-06-24  14:36:25', 'apt', 'End-Date: 2026-06-24  14:36:25'],
])('%s', (line, app, message) => {
  expect(parseAlone(dpkg, line)!.toJSON()).toMatchObject({
    time: '2026-06-24T14:36:25.000000Z',
    app,
    message,
  });
});
