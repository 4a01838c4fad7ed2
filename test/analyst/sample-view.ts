import type { AnalystView } from '../../src/analyst/view.ts';
import type { Finding } from '../../src/core/finding.ts';
import type { Incident } from '../../src/core/incident.ts';
import { sampleFinding } from '../report/sample-result.ts';

const TIME = Date.UTC(2026, 2, 1, 11, 0, 1);

/** An incident of ordinary shape that pages, with what a test wants different. */
export function sampleIncident(changes: Partial<Incident> = {}): Incident {
  const root = sampleFinding({ id: '3fa9c2d1aaaa0001', surprise: 4, gravity: 0.9 });
  const other = sampleFinding({
    id: '77b1c2d1aaaa0002',
    detector: 'rate',
    because: 'sshd on web01 writes ten times as many lines as usual',
    from: TIME + 60_000,
  });
  return {
    id: '9d8e7c6baaaa0003',
    aliases: [],
    state: 'open',
    headline: 'web01: sshd wrote a kind of line it had never written before',
    root,
    findings: [root, other],
    moreFindings: 0,
    ties: [{ kind: 'host', because: 'they began on the same host within a minute' }],
    category: 'authentication',
    hosts: ['web01'],
    place: null,
    from: TIME,
    to: TIME + 600_000,
    opened: TIME + 1_000,
    resolved: null,
    surprise: 4,
    gravity: 0.9,
    page: false,
    changes: [],
    similar: [],
    notes: [],
    verdict: null,
    ...changes,
  };
}

/** The incident with lines in place of its evidence. */
export function incidentWithLines(lines: readonly string[], changes: Partial<Incident> = {}): Incident {
  const incident = sampleIncident();
  const evidence = lines.map((text, i) => ({ source: 'file', file: 'auth.log', line: i + 1, text }));
  const root: Finding = { ...incident.root, evidence };
  return { ...incident, root, findings: [root, ...incident.findings.slice(1)], ...changes };
}

/** What a model may be told of an incident, with what a test wants different. */
export function sampleView(changes: Partial<AnalystView> = {}): AnalystView {
  return {
    incident: sampleIncident(),
    now: TIME + 700_000,
    timeZone: 'UTC',
    before: [],
    scores: [],
    forecasts: [],
    classification: [],
    topology: [],
    known: { hosts: [], users: [] },
    ...changes,
  };
}
