import type { Finding } from '../../src/core/finding.ts';
import type { Incident } from '../../src/core/incident.ts';
import { hashText } from '../../src/kit/hash.ts';
import type { MadeState } from './made-state.ts';

/** A finding of an hour ago or whenever it is said to be. */
export function foundAt(from: number, more: Partial<Finding> = {}): Finding {
  return {
    ...{
      id: hashText(`${more.because ?? 'finding'} ${from}`),
      detector: 'novelty',
      about: { host: 'gate', app: 'sshd' },
    },
    ...{ from, to: from + 60_000, count: 3, surprise: 2.5, rawSurprise: 3, gravity: 0.7 },
    evidence: [{ source: 'syslog', text: 'gate sshd[7]: session opened for user "mallory" by (uid=0)' }],
    ...{
      expected: 'users such as "alice"',
      seen: 'user "mallory"',
      because: 'A user that never came before.',
    },
    ...{ maturity: '20 days of history', ...more },
  };
}

/** An incident of these findings, the first of which is its root. */
export function incidentOf(findings: readonly Finding[], more: Partial<Incident> = {}): Incident {
  const [root] = findings as [Finding];
  const hosts = [...new Set(findings.flatMap(({ about }) => about.host ?? []))];
  return {
    ...{ id: hashText(`incident ${root.id}`), aliases: [], state: 'open' },
    ...{
      headline: `${root.about.host ?? 'somewhere'}: ${root.because}`,
      root,
      findings,
      moreFindings: 0,
      ties: [],
    },
    ...{
      category: null,
      hosts,
      place: null,
      from: root.from,
      to: root.to,
      opened: root.from,
      resolved: null,
    },
    ...{ surprise: root.surprise, gravity: root.gravity, page: false },
    ...{ changes: [], similar: [], notes: [], verdict: null, ...more },
  };
}

/** Keeps incidents, as a daemon would have. */
export function kept(
  { write, parts }: Pick<MadeState, 'write' | 'parts'>,
  incidents: readonly Incident[],
): void {
  write((state) => state.incidents.put(incidents, parts.now()));
}

/** What somebody may write into a log to do something to whoever looks at it. */
export const HOSTILE = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '<svg/onload=alert(1)>',
  'javascript:alert(1)',
  '\u202Eevil\u2066\u0000\u001b[31m',
  "'; DROP TABLE incident; --",
  '__proto__',
  '{{constructor.constructor("x")()}}',
].join(' ');
