import { describe, expect, it } from 'vitest';
import { Tail } from '../../web/src/pages/live/tail.ts';

describe('the tail', () => {
  it('keeps the last lines', () => {
    const tail = new Tail<number>(3);
    tail.add([1, 2]);
    tail.add([3, 4]);
    expect(tail.view()).toEqual({ lines: [2, 3, 4], paused: false, waiting: 0, missed: 0 });
  });

  it('moves nothing while it is paused, and goes on with what came', () => {
    const tail = new Tail<number>(3);
    tail.add([1, 2]);
    tail.pause();
    tail.add([3]);
    expect(tail.view()).toEqual({ lines: [1, 2], paused: true, waiting: 1, missed: 0 });
    tail.resume();
    expect(tail.view()).toEqual({ lines: [1, 2, 3], paused: false, waiting: 0, missed: 0 });
  });

  it('counts what found no room while it was paused', () => {
    const tail = new Tail<number>(3);
    tail.pause();
    tail.add([1, 2, 3, 4, 5]);
    tail.add([6]);
    expect(tail.view()).toEqual({ lines: [], paused: true, waiting: 3, missed: 3 });
    tail.resume();
    expect(tail.view().lines).toEqual([4, 5, 6]);
  });
});
