import { describe, expect, test } from 'vitest';
import { parseLine } from '../../src/app/parse-line.ts';
import { formats } from '../../src/formats/index.ts';
import { differences, inputOf, optionsOf, RECEIVED, syslogCases } from '../formats/syslog-case.ts';

describe('syslog cases', () => {
  for (const one of syslogCases().filter(({ group }) => group !== 'framing')) {
    test(`${one.id} ${one.level}: ${one.source}`, () => {
      expect(differences(parseLine(inputOf(one), optionsOf(one)), one)).toEqual([]);
    });
  }

  test('cut at every byte, each becomes an event that holds its bytes', () => {
    for (const one of syslogCases()) {
      const bytes = inputOf(one);
      for (let at = 0; at <= bytes.length; at++) {
        const cut = bytes.subarray(0, at);
        const event = parseLine(cut, optionsOf(one));
        const raw =
          event.rawBase64 === undefined ? Buffer.from(event.raw) : Buffer.from(event.rawBase64, 'base64');
        expect(raw.toString('latin1')).toBe(cut.toString('latin1').replace(/\r?\n?$/, ''));
        expect(() => JSON.stringify(event)).not.toThrow();
      }
    }
  });

  test('every format forced upon every case makes an event', () => {
    for (const one of syslogCases()) {
      for (const { name } of formats) {
        const event = parseLine(inputOf(one), { ...optionsOf(one), format: name });
        if (event.flags.includes('unparsed')) expect(event.message).toBe(event.raw);
      }
    }
  });
});

test('an empty line has an empty message', () => {
  for (const line of ['', '\n', '\r\n']) {
    expect(parseLine(line, { receivedAt: RECEIVED })).toMatchObject({ message: '', time: null, host: null });
  }
});

test('the shape of an event: source, received time, nothing of templates', () => {
  expect(parseLine('Use the BFG!', { receivedAt: RECEIVED })).toMatchObject({
    schemaVersion: 1,
    source: 'line',
    raw: 'Use the BFG!',
    message: 'Use the BFG!',
    time: null,
    received: '2026-11-21T12:00:00.000000Z',
    template: null,
    templateText: null,
    mark: null,
    flags: ['unparsed'],
  });
  expect(parseLine('x')).not.toHaveProperty('file');
  expect(Math.abs(Date.parse(parseLine('x').received) - Date.now())).toBeLessThan(60_000);
});

test('bytes and text read alike; bytes that are not UTF-8 are kept', () => {
  const text = '<13>Oct 11 22:14:15 h1 app: café';
  const options = { receivedAt: RECEIVED, timeZone: 'UTC' };
  expect(parseLine(new TextEncoder().encode(text), options)).toEqual(parseLine(text, options));
  const latin = Buffer.from(text, 'latin1');
  expect(Buffer.from(parseLine(latin, options).rawBase64!, 'base64').equals(latin)).toBe(true);
});

test('times without a zone are read in the zone that was asked for', () => {
  const time = (timeZone: string) =>
    parseLine('<13>Oct 11 22:14:15 h a: x', { receivedAt: RECEIVED, timeZone }).time;
  expect(time('UTC')).toBe('2026-10-11T22:14:15.000000Z');
  expect(time('Asia/Tokyo')).toBe('2026-10-11T13:14:15.000000Z');
  expect(() => time('Mars/Olympus')).toThrow(/Mars\/Olympus/);
});

test('an unknown format is an error that names the formats and the nearest one', () => {
  expect(() => parseLine('x', { format: 'rfc3146' })).toThrow(/rfc3146.*rfc3164/s);
  try {
    parseLine('x', { format: 'rfc3146' });
  } catch (error) {
    expect(error).toMatchObject({ code: 'UNKNOWN_FORMAT', exitCode: 2 });
    expect((error as Error).message).toMatch(/[Dd]id you mean "?rfc3164/);
  }
});
