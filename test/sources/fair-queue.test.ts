import { describe, expect, it } from 'vitest';
import { FairQueue } from '../../src/sources/fair-queue.ts';

function filled(maxBytes: number) {
  const lost = new Map<string, number>();
  const queue = new FairQueue(maxBytes, (sender) => lost.set(sender, (lost.get(sender) ?? 0) + 1));
  const push = (sender: string, count: number) => {
    for (let i = 0; i < count; i++) queue.push(sender, Buffer.from(`${sender} ${i}`));
  };
  const drain = () => {
    const lines: string[] = [];
    while (!queue.empty) queue.turn((line, sender) => lines.push(`${sender}: ${Buffer.from(line)}`));
    return lines;
  };
  return { queue, lost, push, drain };
}

describe('lines that wait', () => {
  it('leave in turns, those of one sender in order', () => {
    const { push, drain } = filled(1e6);
    push('loud', 1000);
    push('quiet', 2);
    const lines = drain();
    expect(lines).toHaveLength(1002);
    expect(lines.indexOf('quiet: quiet 1')).toBeLessThan(100);
    const loud = lines.filter((line) => line.startsWith('loud'));
    expect(loud).toEqual(Array.from({ length: 1000 }, (_, i) => `loud: loud ${i}`));
  });

  it('are dropped of the longest queue, whoever sends next, and told', () => {
    const { push, lost, drain } = filled(50_000);
    push('loud', 5000);
    for (let i = 0; i < 20; i++) push(`quiet${i}`, 5);
    const lines = drain();
    expect([...lost.keys()]).toEqual(['loud']);
    expect(lines.length + lost.get('loud')!).toBe(5100);
    expect(lines.filter((line) => line.startsWith('quiet'))).toHaveLength(100);
  });

  it('of two loud senders are dropped of both', () => {
    const { push, lost } = filled(50_000);
    for (let i = 0; i < 500; i++) {
      push('a', 5);
      push('b', 5);
    }
    expect(lost.get('a')).toBeGreaterThan(1000);
    expect(lost.get('b')).toBeGreaterThan(1000);
  });

  it('of a hundred thousand forged addresses keep their senders, within the limit', () => {
    const { queue, lost, drain } = filled(2e6);
    for (let i = 0; i < 100_000; i++) queue.push(`forged ${i}`, Buffer.from('x'));
    const lines = drain();
    expect(lines.length).toBeLessThanOrEqual(2e6 / 200);
    expect(new Set(lines).size).toBe(lines.length);
    expect([...lost.values()].reduce((a, b) => a + b, 0) + lines.length).toBe(100_000);
  });
});
