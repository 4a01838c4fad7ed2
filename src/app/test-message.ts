import type { Message } from '../core/notifier.ts';

/** A message that cannot be taken for a real one; `from`: what it was asked for with. */
export function testMessage(
  node: string,
  { now, from }: { readonly now: number; readonly from: string },
): Message {
  return {
    key: `test-${now.toString(36)}`,
    kind: 'test',
    headline: `Test of logsift on ${node}: nothing is wrong`,
    body: [`Somebody used ${from} to see that messages arrive. A real one looks like this:`],
    findings: [
      {
        id: 'test',
        detector: 'burst',
        about: { host: node, app: 'sshd' },
        from: now - 540_000,
        to: now - 2000,
        count: 313,
        surprise: 4.2,
        rawSurprise: 6,
        gravity: 0.9,
        evidence: [
          {
            source: 'file',
            file: '/var/log/auth.log',
            line: 4711,
            text: `${node} sshd[815]: Accepted password for root from 203.0.113.9 port 40022 ssh2`,
          },
        ],
        expected: 'at most 4 failed logins an hour from one address',
        seen: '312 failed logins in 9 minutes, then "Accepted password for root"',
        because: '203.0.113.9 failed to log in 312 times and then got in as root',
        maturity: 'an example, not from your logs',
      },
    ],
    time: now,
  };
}
