import { describe, expect, it } from 'vitest';
import { inLanes } from '../../web/src/lanes.ts';

const LANES = { from: 0, to: 1000, rows: 2, least: 2 };

describe('inLanes', () => {
  it('places by share of the time, cut at its ends', () => {
    expect(inLanes([{ from: -500, to: 250 }], LANES)).toMatchObject([{ left: 0, width: 25, row: 0 }]);
  });

  it('puts what overlaps below, and leaves out what finds no room or lies outside', () => {
    const items = [
      { from: 0, to: 500 },
      { from: 400, to: 600 },
      { from: 450, to: 460 },
      { from: 700, to: 800 },
      { from: 2000, to: 3000 },
    ];
    expect(inLanes(items, LANES).map(({ row, item }) => [item.from, row])).toEqual([
      [0, 0],
      [400, 1],
      [700, 0],
    ]);
  });

  it('makes the shortest wide enough to be hit, within the picture', () => {
    expect(inLanes([{ from: 1000, to: 1000 }], LANES)).toMatchObject([{ left: 98, width: 2 }]);
  });
});
