import { describe, expect, it } from 'vitest';
import { HEAT_STEPS, heatNeighbour, heatSteps, hourWords } from '../../web/src/components/heat-scale.ts';

describe('how strongly a heat map shows values', () => {
  it('has nothing where nothing came, or nothing was read', () => {
    expect(heatSteps([0, null, 5])).toEqual([0, 0, 3]);
  });

  it('uses all steps, whatever the largest value is', () => {
    const week = Array.from({ length: 168 }, (_, hour) => hour + 1);
    const usual = heatSteps(week);
    const withBackup = heatSteps([...week.slice(1), 1e9]);
    expect(heatSteps([10, 20, 30, 40, 50, 60])).toEqual([1, 2, 3, 4, 5, 6]);
    expect(new Set(usual)).toEqual(new Set([1, 2, 3, 4, 5, 6]));
    expect(new Set(withBackup.slice(0, -1))).toEqual(new Set([1, 2, 3, 4, 5, 6]));
  });

  it('shows equal values alike, and larger ones never weaker', () => {
    const values = [1, 1, 1, 1, 1, 1, 1, 1, 2, 3, 3, 900];
    const steps = heatSteps(values);
    expect(new Set(steps.slice(0, 8))).toEqual(new Set([1]));
    for (let i = 1; i < steps.length; i++) expect(steps[i]).toBeGreaterThanOrEqual(steps[i - 1]!);
    expect(steps.at(-1)).toBe(HEAT_STEPS);
  });
});

describe('moving through a heat map', () => {
  it('stays in the week', () => {
    expect(heatNeighbour(0, 'ArrowLeft')).toBe(0);
    expect(heatNeighbour(0, 'ArrowDown')).toBe(24);
    expect(heatNeighbour(167, 'ArrowRight')).toBe(167);
    expect(heatNeighbour(167, 'ArrowDown')).toBe(167);
    expect(heatNeighbour(30, 'Home')).toBe(24);
    expect(heatNeighbour(30, 'End')).toBe(47);
    expect(heatNeighbour(30, 'x')).toBeNull();
  });

  it('says which hour it is', () => {
    expect(hourWords(38)).toBe('Tuesday 14:00 to 15:00');
    expect(hourWords(167)).toBe('Sunday 23:00 to 00:00');
  });
});
