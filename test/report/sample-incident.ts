import type { Incident } from '../../src/core/incident.ts';
import { sampleFinding } from './sample-result.ts';

export const STORM = Date.UTC(2026, 2, 2, 11);

/** Three switches that fail one after the other, with everything that is known beside it. */
export function sampleIncident(changes: Partial<Incident> = {}): Incident {
  const findings = [4, 5, 6].map((floor, i) =>
    sampleFinding({
      id: `00${floor}0f1aa`,
      about: { host: `sw-a-${floor}`, template: 'feed' },
      from: STORM + i * 41_000,
      to: STORM + i * 41_000 + 600_000,
      because: `sw-a-${floor} lost its uplink`,
      evidence: [{ source: 'syslog', text: `<187>sw-a-${floor} %LINK-3-UPDOWN: Interface Gi0/1 down` }],
    }),
  );
  return {
    ...{ id: '3fa9c2d15d41402a', aliases: ['aaaa5d41402a0000'], state: 'open' },
    headline: '3 switches in building A floors 4–6 within 82 seconds: shared power or uplink',
    ...{ root: findings[0]!, findings, moreFindings: 0 },
    ties: [
      {
        kind: 'place',
        because: '3 switches in building A floors 4–6 within 82 seconds: shared power or uplink?',
      },
    ],
    ...{ category: 'link', hosts: ['sw-a-4', 'sw-a-5', 'sw-a-6'], place: 'building A floors 4–6' },
    ...{ from: STORM, to: STORM + 682_000, opened: STORM, resolved: null },
    ...{ surprise: 3.2, gravity: 0.9, page: false },
    changes: [
      {
        id: 'c1',
        from: STORM - 720_000,
        to: STORM - 720_000,
        what: 'UPS battery replaced',
        told: 'person',
        host: 'ups-a',
      },
    ],
    similar: [similar('b1', 7), similar('b2', 14)],
    notes: ['sw-a-4: fan tray replaced in May, part 4711'],
    verdict: null,
    ...changes,
  };
}

function similar(id: string, days: number): Incident['similar'][number] {
  const from = STORM - days * 86_400_000;
  const verdict = { verdict: 'noise', at: from, until: null, note: 'UPS self-test' } as const;
  return { id: `${id}00000000000000`, from, headline: 'The same again', likeness: 0.9, verdict };
}
