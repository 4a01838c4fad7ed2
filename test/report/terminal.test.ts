import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { displayWidth } from '../../src/kit/terminal.ts';
import { type Page, painter } from '../../src/report/page.ts';
import { renderScan } from '../../src/report/terminal.ts';
import { sampleFinding, sampleResult } from './sample-result.ts';

const plain = (width: number | null): Page => ({ width, paint: painter(false), timeZone: 'Europe/Berlin' });
const show = (result: ReturnType<typeof sampleResult>, page = plain(80), top = 10) =>
  renderScan(result, { page, top });
const SGR = /\x1b\[\d+m/g;
const hostile = fc.string({
  unit: fc.oneof(
    fc.constantFrom('\x1b', '\r', '\n', '\x9b', '\u202e', '\u200b', '\ud800', '"', '漢', ' ', 'a'),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
  maxLength: 400,
});

describe('a scan on a terminal of 80 columns', () => {
  test('a finding says why, how urgent, where, when, with its lines, what was expected and what came', () => {
    expect(show(sampleResult())).toBe(`\
 1  sshd on web01 wrote a kind of line it had never written before
    urgent · web01 sshd · Sun 2026-03-01 12:00:01 – 12:40:11 +01:00
    auth.log:1204
      Mar  1 12:00:01 web01 sshd[812]: reverse mapping checking getaddrinfo for
      173-234-31-186.ipvnow.com [173.234.31.186] failed - POSSIBLE BREAK-IN
      ATTEMPT!
    auth.log:1299
      Mar  1 12:40:11 web01 ss…6] failed - POSSIBLE BREAK-IN ATTEMPT!
    and 13 more lines like these
    expected  one of the 41 kinds of line that sshd writes here
    seen      a new kind of line: "POSSIBLE BREAK-IN ATTEMPT"
    odds      by chance once in 3 weeks (surprise 1.3); judged by 24,011 lines
              over 3 days · id 32ce53af

Found 1 thing that does not fit, urgent.
Read 24,011 lines (3.1 MB) of auth.log in 0.4 s: 41 kinds of line, Fri
2026-02-27 06:25:01 – Sun 2026-03-01 12:40:11 +01:00. Each tenth of it was
judged by what the rest knows.
Understood 99.8 % of the lines as rfc3164. Most of the rest (43 lines) looks
like: 12 oddities 7
`);
  });

  test('nothing new is said in the first line, and what was read after it', () => {
    expect(show(sampleResult({ findings: [] }))).toMatch(/^Found nothing new\.\nRead 24,011 lines/);
  });

  test('quiet and nothing new is no output at all', () => {
    expect(renderScan(sampleResult({ findings: [] }), { page: plain(80), top: 10, quiet: true })).toBe('');
  });

  test('no more findings than asked for, and how many more there are', () => {
    const findings = Array.from({ length: 12 }, (_, i) => sampleFinding({ id: `f${i}`, gravity: 0.3 }));
    const text = show(sampleResult({ findings }));
    expect(text.match(/^ ?\d+ {2}sshd/gm)).toHaveLength(10);
    expect(text).toContain('Found 12 things that do not fit; the 10 oddest are shown, 2 more with --top 12.');
  });

  test('inputs that could not be read are counted with the reason', () => {
    const unread = [1, 2, 3].map((i) => ({
      name: `/var/log/audit.${i}`,
      code: 'INPUT_UNREADABLE' as const,
      reason: `no permission to read /var/log/audit.${i}: join group adm: sudo usermod -aG adm $USER`,
    }));
    const gone = { name: 'x.log', code: 'INPUT_NOT_FOUND' as const, reason: 'x.log does not exist' };
    const said = (list: typeof unread | (typeof gone)[]) =>
      show(sampleResult({ unread: list })).replaceAll('\n', ' ');
    expect(said(unread)).toContain(
      'Read 1 of 4 files; join group adm for the rest (sudo usermod -aG adm $USER).',
    );
    expect(said([gone])).toContain('Read 1 of 2 files; not x.log: does not exist.');
    expect(said([...unread, gone] as typeof unread)).toContain(
      'Read 1 of 5 files. Not read: /var/log/audit.1, /var/log/audit.2 and 1 more: no permission',
    );
  });

  test('an interrupted run says so', () => {
    expect(show(sampleResult({ findings: [], interrupted: true }))).toContain(
      'Stopped early: found nothing new so far.',
    );
  });

  test('a log without times says so and does not show an impossible one', () => {
    const finding = sampleFinding({ from: Number.NaN, to: Number.NaN });
    const text = show(sampleResult({ findings: [finding], from: null, to: null }));
    expect(text).toContain('urgent · web01 sshd · no time in the log');
    expect(text.replaceAll('\n', ' ')).toContain('41 kinds of line, without times.');
    expect(text).not.toMatch(/NaN|Invalid/);
  });
});

test('what other detectors remarked stands below, three of them, escaped like the log', () => {
  const also = ['one.', 'two \x1b[2J.', 'three.', 'four.'].map((because) => ({
    ...{ id: 'b1', detector: 'rate' },
    because,
  }));
  const text = show(sampleResult({ findings: [sampleFinding({ also })] }));
  expect(text).toContain('    also      one. (rate)\n              two ');
  expect(text).toContain('              three. (rate)\n              and 1 more remark\n');
  expect(text).not.toContain('\x1b');
});

describe('a line of evidence', () => {
  const evidence = (text: string) => [{ source: 'file', file: 'a.log', line: 7, text }];

  test('that is too long keeps the odd part in view', () => {
    const text = `start ${'word '.repeat(200)}user=mallory ${'word '.repeat(200)}`;
    const finding = sampleFinding({ evidence: evidence(text), seen: 'a new value: "user=mallory"' });
    const shown = show(sampleResult({ findings: [finding] }));
    expect(shown).toMatch(/^ {6}start word/m);
    expect(shown).toMatch(/^ {6}….*user=mallory.*…$/m);
  });

  test('has no mark on what is only its place, or what was expected', () => {
    const page: Page = { width: 80, paint: painter(true), timeZone: 'UTC' };
    const because = 'A line of "sshd" on "web01" names "POSSIBLE"';
    const finding = sampleFinding({ because, seen: 'another name', expected: '"reverse" or "mapping"' });
    const shown = show(sampleResult({ findings: [finding] }), page);
    expect(shown).toContain('web01 sshd[812]: reverse mapping');
    expect(shown).toContain('\x1b[1m\x1b[31mPOSSIBLE\x1b[39m\x1b[22m BREAK-IN');
  });

  test('of a folded entry shows its first line, the line with the odd part, and counts the rest', () => {
    const text = 'ERROR it broke\n  at a (b.js:1)\n  at c (d.js:2)\nCaused by: no space left';
    const finding = sampleFinding({ evidence: evidence(text), seen: 'a new cause: "no space left"' });
    const shown = show(sampleResult({ findings: [finding] }));
    expect(shown).toContain(
      'a.log:7 (+ 2 lines of this entry)\n      ERROR it broke\n      Caused by: no space left\n',
    );
  });

  test('marks the odd part in colour, whole rows stay whole', () => {
    const page: Page = { width: 80, paint: painter(true), timeZone: 'UTC' };
    expect(show(sampleResult(), page)).toContain('\x1b[1m\x1b[31mPOSSIBLE BREAK-IN');
  });

  test('off a terminal is one line fit for grep', () => {
    const shown = show(sampleResult(), plain(null));
    expect(shown).toMatch(/^ {4}auth\.log:1204: Mar {2}1 12:00:01 .* POSSIBLE BREAK-IN ATTEMPT!$/m);
  });
});

describe('whatever the log holds', () => {
  const anywhere = fc.record({ text: hostile, width: fc.option(fc.integer({ min: 40, max: 130 })) });

  test('no control character reaches the terminal but line ends and the styles of the page', () => {
    fc.assert(
      fc.property(anywhere, ({ text, width }) => {
        const finding = sampleFinding({
          about: { host: text, app: text, actor: text },
          because: text,
          seen: `"${text}"`,
          expected: text,
          maturity: text,
          evidence: [{ source: 'file', file: text, line: 1, text: `${text} x ${text}` }],
        });
        const unread = [{ name: text, code: 'INPUT_UNREADABLE' as const, reason: text }];
        const base = sampleResult();
        const read = [
          { ...base.read[0]!, name: text, notUnderstood: [{ shape: text, lines: 2, example: text }] },
        ];
        const result = sampleResult({ findings: [finding], unread, read });
        const page: Page = { width, paint: painter(true), timeZone: 'UTC' };
        const rows = show(result, page).replaceAll(SGR, '').split('\n');
        for (const row of rows) {
          expect(row).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
          if (width !== null) expect(displayWidth(row)).toBeLessThanOrEqual(width + PLACE_MAY_OVERHANG);
        }
      }),
    );
  });
});

/** A `file:line` is never cut, so that it can be copied; here it is as long as the hostile text. */
const PLACE_MAY_OVERHANG = 8000;
