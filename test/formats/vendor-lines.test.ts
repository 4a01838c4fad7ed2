import { describe, expect, test } from 'vitest';
import { parseLine } from '../../src/app/parse-line.ts';
import { VENDOR_LINES } from './vendor-lines.ts';

const RECEIVED = Date.UTC(2026, 9, 12);

describe('lines of the vendors’ documented shapes', () => {
  test('there are sixty of them, and each stands there once', () => {
    expect(VENDOR_LINES.length).toBeGreaterThanOrEqual(60);
    expect(new Set(VENDOR_LINES.map(({ line }) => line)).size).toBe(VENDOR_LINES.length);
  });

  test.each(VENDOR_LINES)('$format, host, message, severity and names: $line', (one) => {
    const event = parseLine(one.line, { receivedAt: RECEIVED, timeZone: 'UTC' });
    expect(event).toMatchObject({
      ...{ format: one.format, host: one.host, message: one.message, severity: one.severity },
      fields: { ...one.fields, category: one.category },
    });
    expect(event.flags.filter((flag) => flag !== 'clock_untrusted')).toEqual([]);
  });
});
