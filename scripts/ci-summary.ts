// Reads vitest's JSON report and the exit code of the test command, says what failed and what was skipped, and
// ends with the counts alone on a line. `node scripts/ci-summary.ts REPORT EXIT_CODE`
import { readFileSync } from 'node:fs';

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly message?: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

/** What a person, and the machine that reads the last line, should know of a run. */
interface Summary {
  readonly ok: boolean;
  readonly lines: readonly string[];
}

/**
 * Skips that are no hole in the proof: root can do what they would see refused, or a container may not mount the small
 * disk that they fill.
 */
const MAY_BE_SKIPPED = /\(not as root\)|\(cannot mount here: .*\)/;

/**
 * @param report parsed report, null when the tests did not run
 * @param exitCode of the test command
 */
export function ciSummary(report: Report | null, exitCode: number): Summary {
  const count = { passed: 0, failed: 0, skipped: 0 };
  const lines: string[] = [];
  let holes = 0;
  for (const file of report?.testResults ?? []) {
    for (const { fullName, status } of file.assertionResults) {
      if (status === 'passed' || status === 'failed') count[status]++;
      else count.skipped++;
      if (status === 'failed') lines.push(`failed: ${fullName}`);
      else if (status !== 'passed') {
        const allowed = MAY_BE_SKIPPED.test(fullName);
        if (!allowed) holes++;
        lines.push(`skipped${allowed ? '' : ', which may not happen here'}: ${fullName}`);
      }
    }
    // A file that does not even load has no tests to fail.
    if (file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed')) {
      count.failed++;
      lines.push(`failed: ${file.name}: ${file.message ?? 'could not be loaded'}`);
    }
  }
  if (count.failed === 0 && (exitCode !== 0 || count.passed === 0)) {
    count.failed++;
    lines.push(`failed: the test command ended with ${exitCode} after ${count.passed} passed tests`);
  }
  lines.push(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
  return { ok: count.failed === 0 && holes === 0, lines };
}

if (import.meta.main) {
  const [path = '', exitCode = '1'] = process.argv.slice(2);
  let report: Report | null = null;
  try {
    report = JSON.parse(readFileSync(path, 'utf8')) as Report;
  } catch {
    process.stdout.write('no test report: the tests did not run\n');
  }
  const { ok, lines } = ciSummary(report, Number(exitCode));
  process.stdout.write(`${lines.join('\n')}\n`);
  process.exitCode = ok ? 0 : 1;
}
