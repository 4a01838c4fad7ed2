import { expect, test } from 'vitest';
import { painter } from '../../src/report/page.ts';
import { renderRemark, renderWatched } from '../../src/report/watch.ts';
import { madeEvent } from '../../src/testing/made-events.ts';
import { sampleFinding } from './sample-result.ts';

const page = { width: 80, paint: painter(false), timeZone: 'UTC' };
const odd = sampleFinding({ because: 'It never came before.', surprise: 2.25 });

test('an ordinary line is itself', () => {
  const event = madeEvent({ message: 'all is well' });
  expect(renderWatched(event, [], page)).toBe(`${event.raw}\n`);
});

test('the reason stands at the right edge where there is room', () => {
  const event = madeEvent({ message: 'short' });
  const row = renderWatched(event, [odd, odd], { ...page, width: 120 });
  expect(row).toBe(`${event.raw}${'« It never came before (+1) [2.3]'.padStart(120 - event.raw.length)}\n`);
});

test('else below the line, cut to the width', () => {
  const event = madeEvent({ message: 'x'.repeat(90) });
  const rows = renderWatched(event, [sampleFinding({ because: 'word '.repeat(60) })], page).split('\n');
  expect(rows[0]).toBe(event.raw);
  expect(rows[1]!.startsWith('  « word word')).toBe(true);
  expect(rows[1]!.length).toBeLessThanOrEqual(80);
});

test('a line of JSON is shown as journalctl does', () => {
  const event = madeEvent({
    message: '{"MESSAGE":"hello"}',
    host: 'web01',
    app: 'sshd',
    time: Date.UTC(2026, 2, 1),
  });
  event.pidText = '7';
  expect(renderWatched(event, [], page)).toBe(
    'Sun 2026-03-01 00:00:00 +00:00 web01 sshd[7]: {"MESSAGE":"hello"}\n',
  );
});

test('no control character of a line or a reason reaches the terminal', () => {
  const event = madeEvent({ message: 'a\u001b[2Jb\u202e' });
  const shown = renderWatched(event, [sampleFinding({ because: 'c\u001b]52;d' })], page);
  expect(shown + renderRemark(sampleFinding({ because: '\u001b[2J' }), page)).not.toMatch(/[\u001b\u202e]/);
});
