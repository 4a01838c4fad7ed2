import { expect, test } from 'vitest';
import { VerdictHistory } from '../../src/incidents/history.ts';

const DISK = { detector: 'rule', about: { host: 'db01', template: 'disk' } };
const said = (verdict: 'real' | 'noise' | 'expected', host: string | null = 'db01', wide = false) => ({
  verdict,
  scopes: [{ matter: 'disk', host: wide ? null : host, actor: null, wide }],
});

test('the more often something was noise, the less it is worth, down to a bound', () => {
  const after = (times: number) => new VerdictHistory(Array(times).fill(said('noise'))).lowers(DISK);
  expect(after(0)).toBe(0);
  expect(after(1)).toBeCloseTo(0.3, 2);
  expect(after(5)).toBeGreaterThan(after(2));
  expect(after(100_000)).toBe(2);
});

test('what turned out real as often as not is worth all that its lines say', () => {
  expect(new VerdictHistory([said('noise'), said('real')]).lowers(DISK)).toBe(0);
  expect(new VerdictHistory([said('real')]).lowers(DISK)).toBe(0);
  // What is planned says nothing of how real such things are.
  expect(new VerdictHistory([said('expected')]).lowers(DISK)).toBe(0);
});

test('one host says nothing of another, unless it was said of all', () => {
  const other = { ...DISK, about: { ...DISK.about, host: 'db02' } };
  expect(new VerdictHistory([said('noise')]).lowers(other)).toBe(0);
  expect(new VerdictHistory([said('noise', null, true)]).lowers(other)).toBeGreaterThan(0);
  const actor = { ...DISK, about: { ...DISK.about, actor: '10.0.0.9' } };
  expect(new VerdictHistory([said('noise')]).lowers(actor)).toBe(0);
});

test('a kind of line that became more general keeps what was said of it', () => {
  const general = { ...DISK, about: { ...DISK.about, template: 'general' } };
  const resolve = (id: string) => (id === 'disk' ? 'general' : id);
  expect(new VerdictHistory([said('noise')], resolve).lowers(general)).toBeGreaterThan(0);
});
