import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { effectOf, nearMissed, type Saying, saveVerdict, takeBackVerdict } from '../../src/app/judge.ts';
import { JudgedNow } from '../../src/app/judged-now.ts';
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
    new JudgedNow({
      incidents: store.incidents,
      judgements: store.judgements,
      resolve: (id) => id,
      feedback,
    });

  test('keeps back what is like it, on the same host, until it runs out or is taken back', () => {
    const now = judged();
    put(incident('one', 1));
    const again = incident('again', 0);
    expect(now.covers(again, NOON)).toBe(false);
    say(noise(incident('one', 1)));
    expect(now.covers(again, NOON + 3000)).toBe(true);
    expect(now.covers(incident('again', 0, { host: 'ups2' }), NOON + 3000)).toBe(false);
    expect(now.covers(again, NOON + DAY)).toBe(false);
    expect(now.covers(again, NOON + 6000)).toBe(true);
    store.write('verdict', () => takeBackVerdict('one', store, NOON));
    expect(now.covers(again, NOON + 9000)).toBe(false);
    expect(store.incidents.get('one')!.verdict).toBeNull();
  });

  test('holds after a restart, and when the clock is set back', () => {
    put(incident('one', 1));
    say(noise(incident('one', 1)));
    const now = judged();
    expect(now.covers(incident('again', 0), NOON)).toBe(true);
    expect(now.covers(incident('again', 0), NOON - 3_600_000)).toBe(true);
    // Ten years on it has run out; and it holds again when the clock is right again.
    expect(now.covers(incident('again', 0), NOON + 3650 * DAY)).toBe(false);
    expect(now.covers(incident('again', 0), NOON)).toBe(true);
  });

  test('is heard once by those that learn, of what is said from now on', () => {
    put(incident('one', 1), incident('two', 1));
    say(noise(incident('one', 1)));
    const heard: Feedback[] = [];
    const now = judged((one) => heard.push(one));
    now.hear();
    say(noise(incident('two', 1), { verdict: 'real', until: null }));
    say(noise(incident('one', 1), { verdict: 'expected' }));
    now.hear();
    now.hear();
    expect(heard).toEqual([
      { kind: 'verdict', finding: 'f-two', verdict: 'real' },
      { kind: 'expected', finding: 'f-one', until: NOON + DAY },
    ]);
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
