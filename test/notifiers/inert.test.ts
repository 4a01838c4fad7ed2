import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cutBytes, cutText, inert, webLink } from '../../src/notifiers/inert.ts';
import { linksIn } from './links.ts';

const shown = (text: string) => text.replaceAll('\u2060', '');

test.each([
  'https://evil.example/login mailto:a@evil.example tel:112',
  '@everyone look at @admin and #channel',
  '/start /var/log/auth.log and web01.example.org',
  '<!channel> <https://evil.example|your bank> </b><script>',
])('%s stays readable and is no link', (text) => {
  expect(linksIn(inert(text))).toEqual([]);
  expect(shown(inert(text))).toBe(text);
});

test('addresses and numbers are left as they are', () => {
  const text = 'from 203.0.113.9 and 2001:db8::1 at 12:00:01, load 3.5, 5/min, a < b';
  expect(inert(text)).toBe(text);
});

describe('a text is cut with a mark', () => {
  test('never within a character, by bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 8, max: 64 }), (text, most) => {
        const cut = cutBytes(text, most);
        expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(most);
        const whole = Buffer.byteLength(text) <= most;
        expect(cut).toBe(whole ? text : `${text.slice(0, cut.length - 1)}…`);
      }),
    );
  });

  test('never within a pair, by characters', () => {
    expect(cutText('ab😀', 4)).toBe('ab😀');
    expect(cutText('ab😀c', 4)).toBe('ab…');
  });
});

test('only what leads into the web is a link', () => {
  expect(webLink('https://logsift.example/incident/1')).toBe('https://logsift.example/incident/1');
  expect(webLink('javascript:alert(1)')).toBeNull();
  expect(webLink('no link')).toBeNull();
  expect(webLink(undefined)).toBeNull();
});
