import { expect, test } from 'vitest';
import { SelfMessages } from '../../src/alerts/self-messages.ts';
import type { Notice } from '../../src/core/notice.ts';

const NOON = Date.UTC(2026, 10, 21, 12);
const MINUTE = 60_000;

const notice = (kind: Notice['kind'], about = 'journal', lost?: number): Notice => ({
  kind,
  about,
  text: `the ${about} ${kind === 'recovered' ? 'answers again' : 'does not answer'}`,
  time: NOON,
  ...(lost === undefined ? {} : { lost }),
});

function balanced(self: SelfMessages) {
  const { notices, info, short, repeated, told, withheld, pending } = self.counters;
  expect(info + short + repeated + told + withheld + pending).toBe(notices);
}

test('a trouble that lasts is told once, and its end under the same key', () => {
  const self = new SelfMessages({ count: 10, perMs: 86_400_000 });
  expect(self.take(notice('trouble'), NOON)).toEqual([]);
  expect(self.tick(NOON + 10_000)).toEqual([]);
  const [told] = self.tick(NOON + 31_000);
  expect(told!.message).toMatchObject({ kind: 'self', headline: 'logsift: the journal does not answer' });
  expect(self.take(notice('trouble'), NOON + 40_000)).toEqual([]);
  expect(self.tick(NOON + MINUTE)).toEqual([]);
  const [over] = self.take(notice('recovered'), NOON + 2 * MINUTE);
  expect(over).toMatchObject({ version: 1, message: { kind: 'resolve', key: told!.message.key } });
  balanced(self);
});

test('a trouble that is over soon is told to nobody', () => {
  const self = new SelfMessages({ count: 10, perMs: 86_400_000 });
  for (let i = 0; i < 20; i++) {
    expect(self.take(notice('trouble'), NOON + i * 1000)).toEqual([]);
    expect(self.take(notice('recovered'), NOON + i * 1000 + 500)).toEqual([]);
  }
  expect(self.tick(NOON + 10 * MINUTE)).toEqual([]);
  expect(self.counters).toMatchObject({ short: 40, told: 0 });
  balanced(self);
});

test('one that comes and goes is told once an hour', () => {
  const self = new SelfMessages({ count: 10, perMs: 86_400_000 });
  let messages = 0;
  for (let minute = 0; minute < 60; minute += 2) {
    messages += self.take(notice('trouble'), NOON + minute * MINUTE).length;
    messages += self.tick(NOON + (minute + 1) * MINUTE).length;
    messages += self.take(notice('recovered'), NOON + (minute + 1) * MINUTE + 1).length;
  }
  expect(messages).toBe(2);
  balanced(self);
});

test('lost lines are told at once, with their number', () => {
  const self = new SelfMessages({ count: 10, perMs: 86_400_000 });
  const [told] = self.take(notice('gap', 'udp', 1234), NOON);
  expect(told!.message.body.join(' ')).toContain('1,234 lines lost');
});

test('an overload is told with all that was lost meanwhile', () => {
  const self = new SelfMessages({ count: 10, perMs: 86_400_000 });
  for (let i = 0; i < 10; i++) self.take(notice('overload', 'udp', 100), NOON + i * 1000);
  const [told] = self.tick(NOON + 31_000);
  expect(told!.message.body.join(' ')).toContain('1,000 lines lost');
  expect(self.troubles).toEqual([]);
  balanced(self);
});

test('no more are told in a day than allowed, however many things fail', () => {
  const self = new SelfMessages({ count: 10, perMs: 86_400_000 });
  for (let i = 0; i < 5000; i++) self.take(notice('trouble', `file:${i}`), NOON);
  const messages = self.tick(NOON + MINUTE);
  expect(messages).toHaveLength(10);
  balanced(self);
  expect(self.take(notice('info'), NOON)).toEqual([]);
});
