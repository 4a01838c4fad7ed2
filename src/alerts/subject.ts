import type { Finding } from '../core/finding.ts';
import { hashText } from '../kit/hash.ts';

const MAX_HEADLINE = 150;

/** What findings can be grouped by; `subject` is the host and the actor, `id` the incident that a finding stands for. */
export type GroupBy = 'id' | 'template' | 'subject' | 'detector' | 'host' | 'app';

/** What findings must share to be one matter, as a hash. */
export function subjectOf({ id, detector, about }: Finding, groupBy: readonly GroupBy[]): string {
  const { host = '', app = '', template, actor = '', metric } = about;
  const parts = {
    id: () => id,
    // What has no kind of line is told apart by what was measured, or by who found it where.
    template: () => template ?? metric ?? `${detector}\0${app}`,
    subject: () => `${host}\0${actor}`,
    detector: () => detector,
    host: () => host,
    app: () => app,
  };
  return hashText(groupBy.map((part) => parts[part]()).join('\0'));
}

/** A rule asked for a person: told whatever the budget says. */
export function isCritical(finding: Finding): boolean {
  return finding.page === true;
}

/** The reason in one line, with the host where the reason does not name it. */
export function headlineOf({ because, about: { host } }: Finding): string {
  const named = host === undefined || host === '' || because.includes(host);
  return headline(named ? because : `${host}: ${because}`);
}

/** At most 150 characters in one line, what is left out marked. */
export function headline(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= MAX_HEADLINE) return line;
  return `${line.slice(0, MAX_HEADLINE - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
