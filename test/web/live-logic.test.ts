import { describe, expect, it } from 'vitest';
import { filtersAnything, filtersOf, narrowedBy, streamQuery } from '../../web/src/pages/live/filters.ts';
import { rateWords, Sampling } from '../../web/src/pages/live/sampling.ts';

describe('what is said of sampling', () => {
  it('shows one in five of 5,000 lines a second', () => {
    const sampling = new Sampling();
    for (let i = 0; i <= 8; i++) sampling.add({ came: 1250, filtered: 0, sampled: 1000 }, 10_000 + i * 250);
    expect(sampling.words(12_000)).toBe('showing 1 of 5');
    expect(rateWords(4_980)).toBe('4,980 lines a second');
  });

  it('counts only lines that fit, and says nothing when all of them are shown', () => {
    const sampling = new Sampling();
    sampling.add({ came: 5000, filtered: 4900, sampled: 0 }, 1_000);
    expect(sampling.words(1_500)).toBeNull();
    sampling.add({ came: 5000, filtered: 4000, sampled: 900 }, 2_000);
    expect(sampling.words(2_000)).toBe('showing 1 of 6');
  });

  it('never says that all are shown while something is left out', () => {
    const sampling = new Sampling();
    sampling.add({ came: 1000, filtered: 0, sampled: 3 }, 1_000);
    expect(sampling.words(1_000)).toBe('showing 99.7 %');
    sampling.add({ came: 9_000, filtered: 0, sampled: 9_000 }, 9_000);
    expect(sampling.words(9_000)).toBe('showing none');
  });

  it('forgets what was long ago', () => {
    const sampling = new Sampling();
    sampling.add({ came: 5000, filtered: 0, sampled: 4000 }, 1_000);
    sampling.add({ came: 10, filtered: 0, sampled: 0 }, 9_000);
    expect(sampling.words(9_000)).toBeNull();
    expect(sampling.rate(9_000)).toBe(2);
  });

  it('says no rate before there is one', () => {
    const sampling = new Sampling();
    sampling.add({ came: 7, filtered: 0, sampled: 0 }, 1_000);
    expect(sampling.rate(1_100)).toBeNull();
    expect(rateWords(null)).toBe('listening');
    expect(rateWords(0)).toBe('no lines just now');
    expect(rateWords(0.05)).toBe('3 lines a minute');
    expect(rateWords(1)).toBe('1 line a second');
  });
});

describe('filters of the tail', () => {
  const of = (text: string) => filtersOf(new URLSearchParams(text));

  it('are none of an empty address', () => {
    expect(filtersAnything(of(''))).toBe(false);
    expect(streamQuery(of(''), 1000)).toEqual({
      ...{ text: '', host: '', app: '', severity: null, template: '', surprise: null, only_new: null },
      rate: 1000,
    });
  });

  it('go from the address to the stream', () => {
    const filters = of('text=oom&host=web1, web2,&severity=3&surprise=1.5&new=1&template=3fa9,zz');
    expect(streamQuery(filters, 10)).toEqual({
      ...{
        text: 'oom',
        host: 'web1,web2',
        app: '',
        severity: 3,
        template: '3fa9,',
        surprise: 1.5,
        only_new: 'true',
      },
      rate: 10,
    });
    expect(narrowedBy(filters)).toBe(5);
    expect(filtersAnything(of('text=a'))).toBe(true);
  });

  it('leave out what makes no sense', () => {
    const { severity, surprise } = of('severity=9&surprise=-1');
    expect([severity, surprise]).toEqual([null, null]);
    expect(of('severity=1.5').severity).toBeNull();
    expect(of('severity=abc').severity).toBeNull();
  });
});
