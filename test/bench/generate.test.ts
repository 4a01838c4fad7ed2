import { describe, expect, it } from 'vitest';
import { generate, generateBytes } from '../../bench/generate.ts';
import { PROGRAMS } from '../../bench/programs.ts';

const bytes = generateBytes({ bytes: 1 << 20 });
const lines = bytes.toString('latin1').trimEnd().split('\n');

describe('generate', () => {
  it('gives the same bytes for the same options and others for another seed', () => {
    expect(generateBytes({ bytes: 1 << 20 }).equals(bytes)).toBe(true);
    expect(generateBytes({ bytes: 1 << 20, seed: 2 }).equals(bytes)).toBe(false);
  });

  it('writes lines of about 145 bytes and ends with a whole one', () => {
    const mean = bytes.length / lines.length;
    expect(mean).toBeGreaterThan(140);
    expect(mean).toBeLessThan(150);
    expect(bytes.at(-1)).toBe(10);
    expect(Math.abs(bytes.length - (1 << 20))).toBeLessThan(1000);
  });

  it('hands over whole lines in every chunk', () => {
    for (const chunk of generate({ bytes: 2 << 20 })) expect(chunk.at(-1)).toBe(10);
  });

  it('writes nothing but lines with a time and a host, in order of time', () => {
    for (const line of lines) expect(line).toMatch(/^Jan {2}\d \d\d:\d\d:\d\d (?:srv|sw-floor|fw)\d\d \S/);
    const times = lines.map((line) => line.slice(0, 15));
    expect([...times].sort()).toEqual(times);
  });

  it('has every program and every host speak', () => {
    expect(new Set(lines.map((line) => line.split(' ')[4])).size).toBe(40 + 12 + 2);
    for (const { tag } of PROGRAMS.filter((program) => program.tag !== '')) {
      expect(lines.some((line) => line.split(' ')[5]?.startsWith(tag))).toBe(true);
    }
  });

  it('divides a hundred per cent among the programs', () => {
    expect(PROGRAMS.reduce((sum, { weight }) => sum + weight, 0)).toBe(100);
  });
});
