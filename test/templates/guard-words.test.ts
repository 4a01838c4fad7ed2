import { describe, expect, test } from 'vitest';
import { createMiner } from '../../src/templates/create-miner.ts';
import { isGuardWord, isOutcome } from '../../src/templates/guard-words.ts';

describe('words that say what happened', () => {
  test.each([
    ['up', 'down'],
    ['failed', 'accepted'],
    ['enabled', 'disabled'],
    ['started', 'stopped'],
    ['allow', 'deny'],
    ['Connected', 'DISCONNECTED'],
  ])('%s and %s are never in one slot', (one, other) => {
    const miner = createMiner();
    const ids = [one, other].map((word) => {
      const messages = [
        `interface eth0 is ${word} since 5 minutes`,
        `state=${word} of link 5`,
        `{"result":"${word}"}`,
        `the link "went ${word} again" now`,
        `${word}`,
      ];
      return messages.map((message) => miner.add(message).id);
    });
    // many other words come and go in the same place
    for (const word of 'amber birch cedar dahlia elder fig grape hazel iris juniper kiwi larch'.split(' ')) {
      miner.add(`interface eth0 is ${word} since 5 minutes`);
    }
    for (const i of ids[0]!.keys()) {
      expect(miner.resolve(ids[0]![i]!)).not.toBe(miner.resolve(ids[1]![i]!));
    }
  });

  test('words of grammar, and words that end like acts, are guarded whatever their case', () => {
    for (const word of ['the', 'From', 'NOT', 'rebooted', 'Retrying', 'reachable']) {
      expect(isGuardWord(word)).toBe(true);
    }
    expect(isGuardWord('bob')).toBe(false);
  });

  test('an outcome is more than a state: "open" may be a value, "denied" may not', () => {
    expect(isOutcome('open')).toBe(false);
    expect(isOutcome('DENIED')).toBe(true);
  });

  test('a slot that has had many names takes names that end like acts', () => {
    const miner = createMiner();
    const names = Array.from({ length: 60 }, (_, i) => {
      const letters = [i % 5, (i / 5) % 5, (i / 25) % 5].map((n) => 'aeiou'[Math.floor(n)]!);
      return `x${letters.join('k')}`;
    });
    for (const name of names) miner.add(`login by ${name} from 10.0.0.1`);
    expect(miner.add('login by fred from 10.0.0.1').text).toBe('login by <*> from <*>');
    expect(miner.add('login by failed from 10.0.0.1').text).toBe('login by failed from <*>');
  });
});
