import { urgency } from '../core/finding.ts';
import type { Message } from '../core/notifier.ts';
import { truncateToWidth } from '../kit/terminal.ts';

/** How loud a service is to be. */
export type Severity = 'critical' | 'warning' | 'info';

/** What services know as severity: the most urgent finding decides; what logsift says of itself is a warning. */
export function severityOf({ kind, findings }: Message): Severity {
  if (kind === 'digest' || kind === 'test') return 'info';
  if (findings.length === 0) return 'warning';
  const all = new Set(findings.map(urgency));
  return all.has('urgent') ? 'critical' : all.has('odd') ? 'warning' : 'info';
}

/** Where a message is from, in the words of the first finding that names it: one line each, cut to `length`. */
export function subjectOf(
  { findings }: Message,
  length: number,
): { readonly host: string; readonly app: string } {
  const first = (name: 'host' | 'app') =>
    findings.map(({ about }) => about[name] ?? '').find((text) => text !== '') ?? '';
  return { host: truncateToWidth(first('host'), length), app: truncateToWidth(first('app'), length) };
}
