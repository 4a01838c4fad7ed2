import { describe, expect, test } from 'vitest';
import { DailyMessages, type DailyMessagesOptions } from '../../src/app/daily-messages.ts';
import { Outbox } from '../../src/store/outbox.ts';
import { Store } from '../../src/store/store.ts';
import { madeFinding } from '../../src/testing/made-messages.ts';
import { newFolder } from '../store/places.ts';
import { MessagesBench } from './messages-bench.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOON = Date.UTC(2026, 10, 21, 12);
const MORNING = Date.UTC(2026, 10, 22, 8);

/** Reports of a state folder under a clock that the test turns. */
class Reports {
  readonly folder = newFolder();
  now = NOON;
  stored = Number.POSITIVE_INFINITY;
  summary: DailyMessagesOptions['summary'];
  store!: Store;
  outbox!: Outbox;
  #reports!: DailyMessages;

  constructor() {
    this.open();
  }

  open(): void {
    this.store = Store.open({ folder: this.folder, now: () => this.now, notice: () => {} });
    this.outbox = new Outbox(this.store);
    const options: DailyMessagesOptions = {
      ...{ at: '08:00', timeZone: 'UTC', to: ['mail', 'team'], outbox: this.outbox, folder: this.folder },
      ...{ budget: null, stored: () => this.stored, status: () => null, log: () => {} },
      summary: this.summary,
    };
    this.#reports = new DailyMessages(options);
  }

  /** From now to then, asked every ten seconds. */
  until(then: number): void {
    while (this.now < then) {
      this.now = Math.min(then, this.now + 10_000);
      this.#reports.second(this.now);
    }
  }

  put(): string[] {
    const rows = this.store.state.prepare('SELECT channel, put, message FROM outbox ORDER BY id').all();
    return (rows as { channel: string; put: number; message: string }[]).map(({ channel, put, message }) => {
      const { headline, report } = JSON.parse(message) as { headline: string; report: { html: string } };
      expect(report.html).toContain('</html>');
      return `${new Date(put).toISOString().slice(0, 16)} ${channel}: ${headline}`;
    });
  }
}

describe('the daily report', () => {
  test('leaves once a day for each of its channels, also when all is well', () => {
    const reports = new Reports();
    reports.until(MORNING + 30 * HOUR);
    const text = 'Daily report: no page, 0 incidents';
    expect(reports.put()).toEqual([
      ...[`2026-11-22T08:00 mail: ${text}`, `2026-11-22T08:00 team: ${text}`],
      ...[`2026-11-23T08:00 mail: ${text}`, `2026-11-23T08:00 team: ${text}`],
    ]);
    reports.store.close();
  });

  test('leaves once, however often the program is started anew that morning', () => {
    const reports = new Reports();
    reports.until(MORNING - 10_000);
    for (let i = 0; i < 5; i++) {
      reports.store.close();
      reports.open();
      reports.until(reports.now + MINUTE);
    }
    expect(reports.put()).toHaveLength(2);
    reports.store.close();
  });

  test('waits for whoever sums it up, is made once, and leaves without where nobody does', async () => {
    const reports = new Reports();
    const asked: Parameters<NonNullable<DailyMessagesOptions['summary']>>[0][] = [];
    const answer = Promise.withResolvers<{ text: string; model: string } | null>();
    reports.summary = (report) => {
      asked.push(report);
      return asked.length === 1 ? answer.promise : Promise.resolve(null);
    };
    reports.store.close();
    reports.open();
    reports.until(MORNING + MINUTE);
    expect(reports.put()).toEqual([]);
    answer.resolve({ text: 'A quiet day.', model: 'small' });
    await answer.promise;
    reports.until(MORNING + 2 * MINUTE);
    expect(asked).toHaveLength(1);
    expect(reports.put()).toHaveLength(2);
    const bodies = reports.store.state.prepare('SELECT message FROM outbox').pluck().all() as string[];
    for (const body of bodies) expect(body).toContain('A quiet day.');
    reports.until(MORNING + 24 * HOUR + 10_000);
    await Promise.resolve();
    reports.until(MORNING + 24 * HOUR + MINUTE);
    expect(asked).toHaveLength(2);
    expect(reports.put()).toHaveLength(4);
    reports.store.close();
  });

  test('leaves late after a downtime, and waits until what came before is stored, but not for ever', () => {
    const reports = new Reports();
    reports.until(NOON + HOUR);
    reports.now = MORNING + 3 * HOUR;
    reports.stored = MORNING - MINUTE;
    reports.until(MORNING + 3 * HOUR + 9 * MINUTE);
    expect(reports.put()).toEqual([]);
    reports.stored = MORNING + 1;
    reports.until(MORNING + 3 * HOUR + 10 * MINUTE);
    expect(reports.put()).toHaveLength(2);
    reports.stored = Number.NaN;
    reports.until(MORNING + 24 * HOUR + 11 * MINUTE);
    expect(reports.put()).toHaveLength(4);
    reports.store.close();
  });
});

test('what the budget held back is listed in a digest only where no daily report comes', async () => {
  const digestAfter = (now: number) => now + HOUR;
  const grouping = { groupBy: ['template', 'subject'], cooldown: HOUR, digestAfter } as const;
  for (const reported of [[], ['desk'], ['desk', 'team']]) {
    const bench = await MessagesBench.start(['team', 'desk'], { grouping, reported });
    bench.out.withheld([madeFinding(0)]);
    await bench.turn(HOUR, 2);
    for (const name of ['team', 'desk'])
      expect(bench.told(name).map(({ kind }) => kind)).toEqual(reported.includes(name) ? [] : ['digest']);
    await bench.reopen();
    await bench.turn(HOUR, 2);
    expect(bench.told('team').length + bench.told('desk').length).toBe(2 - reported.length);
  }
});
