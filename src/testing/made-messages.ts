import type { Finding } from '../core/finding.ts';
import type { Message } from '../core/notifier.ts';

const NOON = Date.UTC(2026, 10, 21, 12);

/** Texts that have been written into logs to steer what shows them. */
export const HOSTILE: readonly string[] = [
  '<!channel> <!here> <!everyone> <@U012AB3CD> <#C012AB3CD>',
  '@here @channel @everyone look at this',
  '<https://evil.example/|your bank> https://evil.example/login mailto:a@evil.example',
  '*bold* _italic_ ~gone~ `code` ```block``` > quote',
  '</b><script>alert(1)</script><img src=x onerror=alert(1)>',
  '[link](https://evil.example) ![picture](https://evil.example/x.png)',
  'Subject: spoofed\r\nBcc: all@example.org\r\n\r\nhello',
  '\u001b[2J\u001b]52;c;ZXZpbA==\u0007 \u202egnp.exe \u200b\u2066\ufeff',
  '{"key":"other"}","blocks":[{"type":"image"}]',
  '\ud800 lone surrogate, NUL \0 and \uffff',
  '& &amp; &lt;!channel&gt;',
];

/** A message about one finding; `text` stands in every place that log text can come to. */
export function madeMessage({ text }: { readonly text?: string } = {}): Message {
  return {
    key: '5d41402abc4b2a76',
    kind: 'page',
    headline: text ?? 'web01 sshd: 312 failed logins from 203.0.113.9, then a success',
    body: text === undefined ? ['This is the first of its kind in 14 days.'] : [text],
    findings: [madeFinding(0, text)],
    time: NOON,
  };
}

/** A message about so many findings. */
export function largeMessage(findings: number): Message {
  return { ...madeMessage(), findings: Array.from({ length: findings }, (_, i) => madeFinding(i)) };
}

/** A finding with every field that people are shown. */
export function madeFinding(n: number, text?: string): Finding {
  const told = text ?? '';
  return {
    id: `finding-${n}`,
    detector: 'burst',
    about: {
      host: text ?? `web${String(n + 1).padStart(2, '0')}`,
      app: text ?? 'sshd',
      template: 'a1b2c3d4',
    },
    from: NOON - 600_000 + n,
    to: NOON - 1_000 + n,
    count: 313,
    surprise: 5.2,
    rawSurprise: 7.1,
    gravity: 0.9,
    evidence: [
      { source: 'file', file: '/var/log/auth.log', line: 99 + n, text: text ?? 'Accepted password for root' },
    ],
    expected: text ?? 'at most 4 failed logins an hour',
    seen: text ?? '312 failed logins in 9 minutes',
    because: text ?? `Finding ${n}: someone tried until it worked`,
    maturity: told === '' ? '14 days of history' : told,
  };
}

/** One of each kind. */
export const MESSAGES: readonly Message[] = (
  ['page', 'update', 'ack', 'resolve', 'self', 'digest', 'test'] as const
).map((kind) => ({
  ...madeMessage(),
  kind,
  headline: `A message of the kind ${kind}`,
  findings: kind === 'page' || kind === 'update' ? madeMessage().findings : [],
}));
