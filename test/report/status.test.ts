import { describe, expect, test } from 'vitest';
import { displayWidth } from '../../src/kit/terminal.ts';
import { type Page, painter } from '../../src/report/page.ts';
import { renderStatus } from '../../src/report/status.ts';
import { madeStatus } from '../health/made-status.ts';

const page = (width: number | null): Page => ({ width, paint: painter(false), timeZone: 'UTC' });

test('a person reads it on one screen of 80 columns', () => {
  expect(renderStatus(madeStatus(), page(80))).toBe(`\
logsift 0.1.0 on web01: running, since Fri 2026-11-20 06:00:00 +00:00 (30 hours)

  lines     1,000,000, 52.4 a second now, 98.4 % understood, 3 dropped, 100
            under way
  incidents 12 pages, 4 part of another page, 2 over the budget, 7 called noise,
            3 silenced
  findings  40: 3 told, 5 of something told already, 1 over the limit of
            messages, 1 in the next message, 30 too minor to tell
  changes   30 told of by lines: 20 noted, 9 routine, 1 too many at once
  learnt    kept 30 seconds ago, in /var/lib/logsift, 50.0 GB free
  raw lines 3.0 MB of 10.0 GB since Fri 2026-11-20 06:00:00 +00:00
            held back by a full disk: 12 writes of events
  memory    210 MB; longest pause of late 41 ms

  inputs                lines  a second  understood     last line
  udp 127.0.0.1:5514  100,100         0        70 %         never
      the receive buffer is 208 kB
      3 dropped: kernel
  journal             900,000      50.1       100 %  1 second ago

  channels      delivered  waiting  refused  too late
  team                  9        2        0         0
      the receiver answered 503; 3 failures in a row
      the oldest message waits for 10 minutes

  wrong just now
    messages do not reach the channel "team" (for 9 minutes)
`);
});

describe('whatever comes', () => {
  const [one] = madeStatus().inputs;
  const hostile =
    '\u001b]52;c;ZXZpbA==\u0007\u202e漢字漢字漢字 \r\n and a very long name that goes on and on and on';
  const inputs = Array.from({ length: 300 }, (_, i) => ({
    ...{ ...one!, name: `${i} ${hostile}`, trouble: hostile },
    dropped: { [hostile]: 7 },
  }));
  const status = madeStatus({
    inputs,
    troubles: [{ about: 'x', text: hostile, since: '2026-11-21T11:00:00.000Z' }],
  });

  test.each([40, 80, 200])('no row is wider than %i columns', (width) => {
    for (const row of renderStatus(status, page(width)).split('\n')) {
      expect(displayWidth(row)).toBeLessThanOrEqual(Math.max(width, 72));
    }
  });

  test('nothing steers the terminal, and inputs are bounded', () => {
    const text = renderStatus(status, page(null));
    expect(text).not.toMatch(/(?!\n)[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
    expect(text).toContain('and 260 more inputs: --json has all');
  });
});

test('one that just began has nothing to say and does not fail', () => {
  const { pipeline } = madeStatus();
  const none = { findings: 0, belowLine: 0, grouped: 0, told: 0, withheld: 0, waiting: 0 };
  const text = renderStatus(
    madeStatus({
      state: 'starting',
      ready: false,
      ...{ inputs: [], channels: [], troubles: [], findings: none },
      pipeline: { ...pipeline, understood: null, snapshots: { taken: 0, last: null, lastMs: 0 } },
    }),
    page(80),
  );
  expect(text).toMatch(/: starting, since/);
  expect(text).toContain('none yet');
});
