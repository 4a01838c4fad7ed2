import { describe, test } from 'vitest';
import type { Format } from '../../src/core/format.ts';
import { type FormatHarness, formatChecks } from '../../src/testing/format-checks.ts';

/** Runs the contract of formats for one of them. */
export function formatContract(format: Format, harness: FormatHarness): void {
  describe(`contract of ${harness.fileName}`, () => {
    for (const check of formatChecks(format, harness)) test(check.name, check.run);
  });
}
