import { describe, expect, test } from 'vitest';
import { createMiner } from '../../src/templates/create-miner.ts';

describe('createMiner', () => {
  test('says template and values of each message', () => {
    const miner = createMiner();
    const { id, text, slots } = miner.add('Accepted password for root from 10.0.0.7 port 22');
    expect(text).toBe('Accepted password for <*> from <*> port <*>');
    expect(slots).toEqual(['root', '10.0.0.7', '22']);
    expect(miner.resolve(id)).toBe(id);
    expect(miner.templates()).toEqual([{ id, text }]);
  });

  test('takes bytes as well', () => {
    const bytes = new TextEncoder().encode('xx café took 5 ms').subarray(3);
    expect(createMiner().add(bytes)).toMatchObject({ text: 'café took <*>', slots: ['5 ms'] });
  });

  test('former ids resolve to the current one', () => {
    const miner = createMiner();
    const ids = ['eth0', 'wlan0', 'tun3'].map((link) => miner.add(`link ${link} flapped twice`).id);
    const current = miner.templates()[0]!;
    expect(miner.templates()).toHaveLength(1);
    expect(ids.map((id) => miner.resolve(id))).toEqual([current.id, current.id, current.id]);
    expect(miner.resolve('nonsense')).toBeUndefined();
  });

  test('can be told how many templates to keep', () => {
    const miner = createMiner({ maxTemplates: 32 });
    for (let i = 0; i < 26 * 26; i++) {
      miner.add(`kind${String.fromCharCode(97 + (i % 26))} told${String.fromCharCode(97 + i / 26)} twice`);
    }
    expect(miner.templates().length).toBeLessThanOrEqual(32);
  });
});
