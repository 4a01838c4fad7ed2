import type { Finding } from '../../src/core/finding.ts';
import type { ScanResult } from '../../src/core/scan-result.ts';

/** A finding of ordinary shape, with what a test wants different. */
export function sampleFinding(changes: Partial<Finding> = {}): Finding {
  const time = Date.UTC(2026, 2, 1, 11, 0, 1);
  return {
    id: 'f1',
    detector: 'novelty',
    about: { host: 'web01', app: 'sshd', template: '0123456789abcdef' },
    from: time,
    to: time + 2_410_000,
    count: 15,
    surprise: 1.3,
    rawSurprise: 2,
    gravity: 0.95,
    evidence: [
      {
        source: 'file',
        file: 'auth.log',
        line: 1204,
        text: 'Mar  1 12:00:01 web01 sshd[812]: reverse mapping checking getaddrinfo for 173-234-31-186.ipvnow.com [173.234.31.186] failed - POSSIBLE BREAK-IN ATTEMPT!',
      },
      {
        source: 'file',
        file: 'auth.log',
        line: 1299,
        text: 'Mar  1 12:40:11 web01 sshd[990]: reverse mapping checking getaddrinfo for 173-234-31-186.ipvnow.com [173.234.31.186] failed - POSSIBLE BREAK-IN ATTEMPT!',
      },
    ],
    expected: 'one of the 41 kinds of line that sshd writes here',
    seen: 'a new kind of line: "POSSIBLE BREAK-IN ATTEMPT"',
    because: 'sshd on web01 wrote a kind of line it had never written before',
    maturity: 'judged by 24,011 lines over 3 days',
    ...changes,
  };
}

/** A result of ordinary shape, with what a test wants different. */
export function sampleResult(changes: Partial<ScanResult> = {}): ScanResult {
  return {
    schemaVersion: 1,
    findings: [sampleFinding()],
    read: [
      {
        name: 'auth.log',
        lines: 24_011,
        bytes: 3_100_000,
        events: 24_011,
        understood: 0.998,
        formats: [{ format: 'rfc3164', lines: 23_963 }],
        notUnderstood: [{ shape: '# a #', lines: 43, example: '12 oddities 7' }],
      },
    ],
    unread: [],
    totals: {
      lines: 24_011,
      bytes: 3_100_000,
      events: 24_011,
      folded: 0,
      empty: 0,
      filtered: 0,
      dropped: 0,
      kept: 0,
      escalated: 0,
      unparsed: 48,
      truncated: 0,
      templates: 41,
      seconds: 0.41,
    },
    from: '2026-02-27T05:25:01.000000Z',
    to: '2026-03-01T11:40:11.000000Z',
    filter: { categories: [], rules: [], wouldHaveShown: [] },
    baseline: 'rest-of-log',
    interrupted: false,
    notes: [],
    ...changes,
  };
}
