import { rfc3339 } from '../core/event.ts';
import { findingKey, SHORT_KEY } from '../core/expected.ts';
import type { Finding } from '../core/finding.ts';
import type { ScanResult } from '../core/scan-result.ts';

/**
 * A finding as JSON: its times are RFC 3339 in UTC, null in a log without times; `expectedId` is what
 * `logsift expected` takes.
 */
export function findingJson(finding: Finding): { [key: string]: unknown } {
  const expectedId = findingKey(finding).slice(0, SHORT_KEY);
  return { ...finding, expectedId, from: rfc3339(finding.from), to: rfc3339(finding.to) };
}

/** The whole result as one JSON document; `more` counts the findings that `top` left out. */
export function scanJson(result: ScanResult, top: number): string {
  const findings = result.findings.slice(0, top).map(findingJson);
  const more = result.findings.length - findings.length;
  return `${JSON.stringify({ ...result, findings, more }, null, 2)}\n`;
}

/**
 * The result as JSON lines: `{"kind":"finding",…}` for each finding, oddest first, then one `{"kind":"summary",…}`
 * with everything else; without it when `quiet`.
 */
export function scanNdjson(
  result: ScanResult,
  { top, quiet = false }: { top: number; quiet?: boolean },
): string {
  const { findings, schemaVersion, ...rest } = result;
  const shown = findings.slice(0, top);
  const lines: unknown[] = shown.map((finding) => ({
    schemaVersion,
    kind: 'finding',
    ...findingJson(finding),
  }));
  if (!quiet) {
    const more = findings.length - shown.length;
    lines.push({ schemaVersion, kind: 'summary', findings: findings.length, more, ...rest });
  }
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}
