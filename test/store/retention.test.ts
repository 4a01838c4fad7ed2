import { describe, expect, it } from 'vitest';
import { RETENTION, Retention } from '../../src/store/retention.ts';
import { madeEvent } from '../../src/testing/made-events.ts';
import { madeFinding } from '../../src/testing/made-messages.ts';
import { NOW, newFolder, openStore } from './places.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** A store with a retention whose steady clock goes as the other does, unless it is set. */
function place(limits: Partial<typeof RETENTION> = {}) {
  const opened = openStore(newFolder());
  const steady = { ahead: 0 };
  const retention = new Retention(
    opened.store,
    { ...RETENTION, ...limits },
    () => opened.clock.now + steady.ahead,
  );
  const fill = (count: number, from: number, every: number, message = 'x'.repeat(100)) => {
    for (let i = 0; i < count; i++) {
      opened.store.events.add(madeEvent({ line: i + 1, time: from + i * every, message }));
    }
    opened.store.events.flush();
  };
  const left = () => opened.store.events.search({ limit: 1_000_000 });
  return { ...opened, steady, retention, fill, left };
}

describe('retention', () => {
  it('deletes events that are too old, and only those', () => {
    const { retention, clock, fill, left } = place();
    fill(20, NOW, DAY);
    retention.step((clock.now = NOW + 14 * DAY));
    expect(left()).toHaveLength(20);
    retention.step((clock.now = NOW + 16 * DAY + 1));
    expect(left().map((event) => (event.received - NOW) / DAY)).toEqual(
      Array.from({ length: 17 }, (_, i) => 19 - i),
    );
  });

  it('deletes the oldest events when they are too large, a bounded number at a time, and gives the room back', () => {
    const { store, retention, fill, left } = place({ eventBytes: 2e6 });
    fill(25_000, NOW - HOUR, 120);
    const before = store.events.held.bytes;
    expect(before).toBeGreaterThan(4e6);
    // The first step sees how many came.
    retention.step(NOW);
    expect(left().length).toBe(0);
    fill(25_000, NOW - HOUR, 120);
    let steps = 0;
    retention.step(NOW - 1);
    for (; store.events.held.bytes > 2e6; steps++) retention.step(NOW);
    expect(steps).toBeLessThan(40);
    const { events } = retention.report();
    expect(events).toMatchObject({ maxBytes: 2e6 });
    expect(events.bytes).toBeLessThanOrEqual(2e6);
    for (let i = 0; i < 10; i++) retention.step(NOW);
    expect(store.events.held.bytes).toBeLessThanOrEqual(2e6);
    expect(retention.report().forgotten.events).toBeGreaterThan(25_000);
  });

  it('deletes findings by age and number, and buckets of counts', async () => {
    const { store, retention, clock } = place({ findings: 5 });
    for (let i = 0; i < 10; i++) store.findings.put([{ ...madeFinding(i), id: `f${i}` }], NOW + i);
    store.rollups.add(madeEvent({ time: NOW }));
    await store.snapshots.save({ taken: NOW, chunks: new Map(), resume: new Map() });
    retention.step(NOW + 10);
    expect(retention.report()).toMatchObject({
      state: { findings: 5 },
      forgotten: { findings: 5, buckets: 0 },
    });
    clock.now = NOW + 2 * DAY;
    retention.step(clock.now);
    expect(retention.report().forgotten.buckets).toBe(4);
    retention.step((clock.now = NOW + 401 * DAY));
    expect(retention.report().state.findings).toBe(0);
  });

  it('does not believe a clock that was set forward before a day has passed', () => {
    const { retention, clock, steady, fill, left } = place();
    fill(10, NOW - DAY, HOUR);
    retention.step(NOW);
    clock.now = NOW + 3650 * DAY;
    steady.ahead = -3650 * DAY;
    retention.step(clock.now);
    clock.now += 23 * HOUR;
    retention.step(clock.now);
    expect(left()).toHaveLength(10);
    clock.now += 2 * HOUR;
    retention.step(clock.now);
    expect(left()).toHaveLength(0);
  });

  it('says what there is', () => {
    const { store, retention, fill } = place();
    fill(10, NOW, 1000);
    expect(retention.report()).toMatchObject({
      state: { bytes: expect.any(Number), snapshotBytes: 0, findings: 0 },
      events: { oldest: NOW, maxBytes: 2e9 },
      ...{ roomy: true, forgotten: { events: 0, findings: 0, buckets: 0 } },
    });
    expect(store.free).toBeGreaterThan(0);
  });
});
