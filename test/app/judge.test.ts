import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { effectOf, nearMissed, type Saying, saveVerdict, takeBackVerdict } from '../../src/app/judge.ts';
import { JudgedNow, judgedIn, judgedUntilNow } from '../../src/app/judged-now.ts';
import type { Feedback } from '../../src/core/detector.ts';
import { PAGE_LINE } from '../../src/core/finding.ts';
import { type Incident, incidentRank } from '../../src/core/incident.ts';
import { Outbox } from '../../src/store/outbox.ts';
import { Store } from '../../src/store/store.ts';
import { ToldView } from '../../src/store/told.ts';
import { madeMessage } from '../../src/testing/made-messages.ts';
import { sampleIncident } from '../report/sample-incident.ts';
import { sampleFinding } from '../report/sample-result.ts';
import { temporaryFolder } from './made-logs.ts';

const NOON = Date.UTC(2026, 2, 2, 12);
const DAY = 86_400_000;
let store: Store;

beforeEach(() => {
  store = Store.open({ folder: `${temporaryFolder()}/state`, now: () => NOON, notice: () => {} });
  onTestFinished(() => store.close());
});

/** One of a host, `days` ago, of a kind of line. */
function incident(
  id: string,
  days: number,
  { host = 'ups1', template = 'self-test', surprise = 4 } = {},
): Incident {
  const from = NOON - days * DAY;
  const root = sampleFinding({ id: `f-${id}`, from, to: from, surprise, about: { host, template } });
  const of = {
    aliases: [],
    hosts: [host],
    root,
    findings: [root],
    surprise,
    gravity: root.gravity,
    similar: [],
  };
  return sampleIncident({ id, ...of, from, to: from });
}

/** Keeps incidents, those at the page line with the page that told of them. */
function put(...all: readonly Incident[]): void {
  store.write('incidents', () => store.incidents.put(all, NOON));
  const outbox = new Outbox(store);
  for (const { id, from, root } of all.filter((one) => incidentRank(one) >= PAGE_LINE)) {
    const message = { ...madeMessage(), key: id, findings: [{ ...root, id }] };
    outbox.put([{ message, version: 0, critical: false }], { channels: ['slack', 'desk'], now: from });
  }
}
const effect = (saying: Saying) =>
  effectOf(saying, { incidents: store.incidents, told: new ToldView(store.state) }, NOON);
const noise = (of: Incident, more: Partial<Saying> = {}): Saying => ({
  ...{ incident: of, verdict: 'noise', until: NOON + DAY, wide: false, by: 'jane', note: 'UPS self-test' },
  ...more,
});
const say = (saying: Saying, at = NOON) => store.write('verdict', () => saveVerdict(saying, store, at));

describe('the effect of a verdict', () => {
  test('is counted over what would have been told in the last 30 days', () => {
    const now = incident('now', 0);
    put(now, incident('b4', 7), incident('minor', 8, { surprise: 0 }), incident('old', 40));
    put(incident('other', 7, { host: 'ups2' }), incident('unlike', 7, { template: 'login' }));
    expect(effect(noise(now))).toEqual({ pages: 4, removed: 2, real: [] });
    expect(effect(noise(now, { wide: true }))).toMatchObject({ removed: 3 });
    expect(effect(noise(now, { verdict: 'real' }))).toMatchObject({ removed: 0 });
  });

  test('names what was called real', () => {
    put(incident('now', 0), incident('fire', 7));
    say(noise(incident('fire', 7), { verdict: 'real', until: null }));
    const { real } = effect(noise(incident('now', 0)));
    expect(real.map(({ id }) => id)).toEqual(['fire']);
  });
});

describe('a verdict that was given', () => {
  const judged = (feedback: (one: Feedback) => void = () => {}) =>
    new JudgedNow({ source: judgedIn(store), resolve: (id) => id, feedback });

  test('keeps back what is like it, on the same host, until it runs out or is taken back', () => {
    const now = judged();
    put(incident('one', 1));
    const again = incident('again', 0);
    expect(now.covers(again, NOON)).toBe(false);
    say(noise(incident('one', 1)));
    expect(now.covers(again, NOON + 6000)).toBe(true);
    expect(now.covers(incident('again', 0, { host: 'ups2' }), NOON + 6000)).toBe(false);
    expect(now.covers(again, NOON + DAY)).toBe(false);
    expect(now.covers(again, NOON + 8000)).toBe(true);
    store.write('verdict', () => takeBackVerdict('one', store, NOON + 10_000));
    expect(now.covers(again, NOON + 12_000)).toBe(true);
    expect(now.covers(again, NOON + 16_000)).toBe(false);
    expect(store.incidents.get('one')!.verdict).toBeNull();
  });

  test('holds from the place in the log at which it was said, whoever reads it and when', () => {
    put(incident('one', 1));
    say(noise(incident('one', 1)));
    store.write('verdict', () => takeBackVerdict('one', store, NOON + DAY / 2));
    const again = incident('again', 0);
    const times = [-DAY, -1000, 4999, 5000, DAY / 4, DAY / 2 + 4999, DAY / 2 + 5000, DAY, 3650 * DAY, 6000];
    const at = (now: JudgedNow) => times.map((time) => now.covers(again, NOON + time));
    expect(at(judged())).toEqual([false, false, false, true, true, true, false, false, false, true]);
    const kept = new JudgedNow({ source: judgedUntilNow(store), resolve: (id) => id });
    expect(at(kept)).toEqual(at(judged()));
  });

  test('by a clock that was years ahead holds all the same', () => {
    put(incident('one', 1));
    say(noise(incident('one', 1), { until: null }), NOON + 3650 * DAY);
    const wrong = { source: judgedIn(store), resolve: (id: string) => id, now: () => NOON };
    expect(new JudgedNow(wrong).covers(incident('again', 0), NOON)).toBe(true);
  });

  test('is heard once, when the log comes to the time at which it was said, also after a restart', () => {
    put(incident('one', 1), incident('two', 1));
    say(noise(incident('one', 1)));
    say(noise(incident('two', 1), { verdict: 'real', until: null }), NOON + 1000);
    say(noise(incident('one', 1), { verdict: 'expected' }), NOON + 60_000);
    const heard: Feedback[] = [];
    const now = judged((one) => heard.push(one));
    now.hear(NOON + 4000);
    expect(heard).toEqual([]);
    now.hear(NOON + 30_000);
    now.hear(NOON + 31_000);
    const first = { kind: 'verdict', finding: 'f-one', verdict: 'noise' };
    const second = { kind: 'verdict', finding: 'f-two', verdict: 'real' };
    expect(heard).toEqual([first, second]);
    expect(now.next).toBe(NOON + 65_000);
    const after = judged((one) => heard.push(one));
    after.restore(JSON.parse(JSON.stringify(now.saved())));
    after.hear(NOON + 70_000);
    expect(heard.slice(2)).toEqual([{ kind: 'expected', finding: 'f-one', until: NOON + DAY }]);
    // A snapshot from before that was noted.
    const old = judged((one) => heard.push(one));
    old.heardBefore(NOON + 30_000);
    old.hear(NOON + 70_000);
    expect(heard.slice(3)).toEqual(heard.slice(2, 3));
    expect(() => old.restore({})).toThrow(/state/i);
  });

  test('of noise makes its like less surprising even when it has run out, on the same host alone', () => {
    const now = judged();
    put(incident('one', 1));
    say(noise(incident('one', 1)));
    const [again] = incident('again', 0).findings;
    const [other] = incident('again', 0, { host: 'ups2' }).findings;
    expect(now.lowers(again!, NOON)).toBe(0);
    expect(now.lowers(again!, NOON + 2 * DAY)).toBeCloseTo(0.3, 2);
    expect(now.lowers(other!, NOON + 2 * DAY)).toBe(0);
  });

  test('stands with the incident, and can only be taken back once', () => {
    put(incident('one', 1));
    say(noise(incident('one', 1)));
    expect(store.incidents.get('one')!.verdict).toEqual({
      verdict: 'noise',
      at: NOON,
      until: NOON + DAY,
      note: 'UPS self-test',
    });
    expect(takeBackVerdict('one', store, NOON)).toBe(true);
    expect(takeBackVerdict('one', store, NOON)).toBe(false);
  });
});

test('what came near to something missed is shown, the highest first', () => {
  put(incident('low', 1, { surprise: 0.5 }), incident('high', 1, { surprise: 2 }), incident('far', 2));
  put(incident('elsewhere', 1, { host: 'web01', surprise: 9 }));
  const near = nearMissed({ at: NOON - DAY + 60_000, host: 'ups1' }, store.incidents);
  expect(near.map(({ id }) => id)).toEqual(['high', 'low']);
});
