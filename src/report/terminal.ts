import type { ScanResult } from '../core/scan-result.ts';
import { renderFinding } from './finding.ts';
import type { Page } from './page.ts';
import { renderSummary } from './summary.ts';

/** What of a result is wanted. */
export interface ScanReportOptions {
  readonly page: Page;
  /** Findings shown at most. */
  readonly top: number;
  /** Findings only: no verdict, no summary. */
  readonly quiet?: boolean;
}

/**
 * A scan as text for a person: the oddest findings first, then the verdict and what it rests on. Ends with a line
 * end, unless there is nothing to say. Holds no control character but line ends and the page's own styles.
 */
export function renderScan(result: ScanResult, { page, top, quiet = false }: ScanReportOptions): string {
  const findings = result.findings.slice(0, top).map((finding, i) => renderFinding(finding, i + 1, page));
  const blocks = quiet ? findings : [...findings, renderSummary(result, top, page)];
  return blocks.map((block) => `${block.join('\n')}\n`).join('\n');
}
