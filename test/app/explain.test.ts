import { describe, expect, test } from 'vitest';
import { explainLine, explainLines } from '../../src/app/explain.ts';

const receivedAt = Date.UTC(2026, 2, 1, 12);
const options = { receivedAt, timeZone: 'UTC' };

describe('explainLine', () => {
  test('gives the event, the formats that fit, and the kind of line with its values', () => {
    const explanation = explainLine('<34>Mar  1 11:59:58 web01 su[7]: took 15 ms', options);
    expect(explanation.event).toMatchObject({ format: 'rfc3164', host: 'web01', app: 'su', severity: 2 });
    expect(explanation.event.time).toBe('2026-03-01T11:59:58.000000Z');
    expect(explanation.fitting.map(({ format }) => format)).toContain('rfc3164');
    expect(explanation.tried).toBeGreaterThan(5);
    expect(explanation.template).toMatchObject({ text: 'took <*>', slots: ['15 ms'] });
    expect(explanation.event.template).toBe(explanation.template.id);
  });

  test('a format that is forced is the only one tried', () => {
    const explanation = explainLine('<34>Mar  1 11:59:58 web01 su[7]: hi', { ...options, format: 'kernel' });
    expect(explanation.tried).toBe(1);
    expect(explanation.event.flags).toContain('unparsed');
  });

  test('an unknown format is refused by name', () => {
    expect(() => explainLine('hi', { format: 'rfc9999' })).toThrowError(/rfc9999/);
  });
});

test('lines of one log are explained one by one, in order, bytes of any kind', () => {
  const lines = ['<34>Mar  1 11:59:58 web01 su[7]: ü 漢', 'no header at all', '\u0000\u001b['];
  expect(explainLines(lines, options).map(({ line }) => line)).toEqual(lines);
});
