import { describe, expect, test } from 'vitest';
import { type Merge, Miner } from '../../src/templates/miner.ts';
import { Profiles } from '../../src/templates/profiles.ts';
import { Rewordings } from '../../src/templates/rewordings.ts';
import { type EventParts, MADE_START, madeEvent } from '../../src/testing/made-events.ts';

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];
/** A program of its own, that has nothing to do with the made networks. */
const APP = 'turbined';
const OLD = {
  spin: (n: number) => `rotor 3 spinning at ${1400 + (n % 200)} rpm, bearing ${50 + (n % 9)} C`,
  grid: (n: number) => `synchronised with grid ${['north', 'south'][n % 2]!}, phase ${n % 360}`,
  log: () => 'journal of the day was rotated',
};
const NEW = {
  spin: (n: number) => `bearing temperature ${50 + (n % 9)} C, rotor 3 runs with ${1400 + (n % 200)} rpm`,
  grid: (n: number) => `grid ${['north', 'south'][n % 2]!}: synchronised at phase ${n % 360}`,
  log: () => 'rotated the journal of the day',
};
const UPGRADE = 6 * DAY + 9 * HOUR;

type Said = Pick<EventParts, 'message' | 'host' | 'severity' | 'app'> & { readonly at: number };

/** The miner with its profiles and what finds reworded kinds, as the engine joins them. */
class Bench {
  miner = new Miner({ onMerge: (merge) => this.profiles.merge(merge) });
  profiles = new Profiles({ learning: true, reporting: true, segment: -1 });
  rewordings = new Rewordings();
  /** What was said in other words, in order. */
  reworded: string[] = [];

  hear(lines: readonly Said[], until = 0): this {
    let tick = Number.NaN;
    const to = (time: number) => {
      if (Number.isNaN(tick)) tick = Math.floor(time / MINUTE) * MINUTE;
      for (; tick < time; tick += MINUTE) for (const one of this.rewordings.due(tick)) this.#reword(one);
    };
    for (const { at, ...said } of lines) {
      to(MADE_START + at);
      const event = madeEvent({ app: APP, time: MADE_START + at, ...said });
      event.template = this.miner.match(event.text, event.messageStart, event.messageEnd);
      event.spans = this.miner;
      this.profiles.observe(event);
      if (event.firsts?.[0]?.kind === 'template') this.rewordings.note(event);
    }
    if (until > 0) to(MADE_START + until);
    return this;
  }

  #reword(merge: Merge): void {
    this.reworded.push(merge.from.text);
    this.miner.reword(merge);
  }

  idOf(message: string): string {
    return this.miner.match(Buffer.from(message), 0, Buffer.byteLength(message)).id;
  }
}

/** What the program says every so often on its two machines, in the words of `text`. */
function saying(text: (n: number) => string, every: number, [from, to]: readonly [number, number]): Said[] {
  const lines: Said[] = [];
  for (let at = from + (every >> 1), n = 0; at < to; at += every, n++) {
    lines.push({ at, message: text(n), host: `mill${1 + (n % 2)}` });
  }
  return lines;
}

function sorted(...lines: readonly Said[][]): Said[] {
  return lines.flat().sort((a, b) => a.at - b.at);
}

const before = sorted(
  saying(OLD.spin, 5 * MINUTE, [0, UPGRADE]),
  saying(OLD.grid, 40 * MINUTE, [0, UPGRADE]),
  saying(OLD.log, DAY, [0, UPGRADE]),
);
const after = sorted(
  saying(NEW.spin, 5 * MINUTE, [UPGRADE, 9 * DAY]),
  saying(NEW.grid, 40 * MINUTE, [UPGRADE, 9 * DAY]),
  saying(NEW.log, DAY, [6 * DAY, 9 * DAY]),
);

describe('after an upgrade that words everything differently', () => {
  const bench = new Bench().hear(before);
  const ids = { spin: bench.idOf(OLD.spin(0)), grid: bench.idOf(OLD.grid(0)), log: bench.idOf(OLD.log()) };
  bench.hear(after, 9 * DAY);

  test.each(['spin', 'grid', 'log'] as const)('%s: the old id stands for the new kind of line', (kind) => {
    const id = bench.idOf(NEW[kind](0));
    expect(ids[kind]).not.toBe(id);
    expect(bench.miner.resolve(ids[kind])).toBe(id);
  });

  test('history goes over: since when, on which machines, how many, and each value to its own slot', () => {
    const template = bench.miner.templates().find(({ text }) => text.startsWith('bearing'))!;
    const profile = template.profile!;
    expect(template.text).toBe('bearing temperature <*> C, rotor <*> runs with <*> rpm');
    expect(profile.firstSeen).toBeLessThan(MADE_START + HOUR);
    expect(profile.count).toBe(
      before.concat(after).filter(({ message }) => message!.includes('rotor')).length,
    );
    const most = profile.slots.map((slot) => (slot as unknown as { numbers: { max: number } }).numbers.max);
    expect(most).toEqual([58, 3, 1599]);
  });

  test('what is said in the old words again is a kind of its own, until the new ones cease', () => {
    const again = bench.miner.match(Buffer.from(OLD.spin(0)), 0, OLD.spin(0).length);
    expect(again.text).toBe('rotor <*> spinning at <*> rpm, bearing <*> C');
    expect(again.profile).toBeNull();
    expect(bench.miner.slotEnd[0]! - bench.miner.slotStart[0]!).toBe(1);
    expect(bench.miner.resolve(ids.spin)).toBe(ids.spin);
  });
});

test('after a rollback the old kinds of line have their history again', () => {
  const bench = new Bench().hear(before);
  const id = bench.idOf(OLD.spin(0));
  const back = 10 * DAY;
  bench.hear(
    sorted(saying(NEW.spin, 5 * MINUTE, [UPGRADE, back]), saying(OLD.spin, 5 * MINUTE, [back, 11 * DAY])),
    11 * DAY,
  );
  expect(bench.miner.resolve(bench.miner.resolve(id)!)).toBe(id);
  const [current] = bench.miner.templates().filter(({ text }) => text.startsWith('rotor'));
  expect(current!.profile!.firstSeen).toBeLessThan(MADE_START + HOUR);
});

test('an outage two weeks ago does not make an upgrade wait for as long', () => {
  const outage = [5 * DAY, 5 * DAY + 9 * HOUR] as const;
  const upgrade = 20 * DAY;
  const said = (words: typeof OLD | typeof NEW, span: readonly [number, number]) => [
    saying(words.spin, 5 * MINUTE, span),
    saying(words.grid, 40 * MINUTE, span),
  ];
  const lines = [...said(OLD, [0, outage[0]]), ...said(OLD, [outage[1], upgrade])];
  const until = upgrade + 3 * HOUR;
  const bench = new Bench().hear(sorted(...lines, ...said(NEW, [upgrade, until])), until);
  expect(bench.reworded).toHaveLength(3);
});

describe('nothing is taken over', () => {
  const unchanged = (bench: Bench, message: string) => {
    const id = bench.idOf(message);
    return () => expect(bench.miner.resolve(id)).toBe(id);
  };
  const upgraded = (lines: readonly Said[]) => {
    const bench = new Bench().hear(before);
    const check = unchanged(bench, OLD.spin(0));
    bench.hear(lines, 9 * DAY);
    check();
  };

  test('by a line that reads worse', () => {
    const bad = (n: number) => `rotor 3 failed at ${1400 + (n % 200)} rpm, bearing ${50 + (n % 9)} C`;
    upgraded(saying(bad, 5 * MINUTE, [UPGRADE, 9 * DAY]));
  });

  test('by a line that its sender calls worse', () => {
    upgraded(saying(NEW.spin, 5 * MINUTE, [UPGRADE, 9 * DAY]).map((line) => ({ ...line, severity: 4 })));
  });

  test('while the old words go on', () => {
    upgraded(
      sorted(
        saying(OLD.spin, 5 * MINUTE, [UPGRADE, 9 * DAY]),
        saying(NEW.spin, 5 * MINUTE, [UPGRADE, 9 * DAY]),
      ),
    );
  });

  test('by a few words at the end', () => {
    const bye = (n: number) =>
      `rotor 3 no longer spinning at ${1400 + (n % 200)} rpm, bearing ${50 + (n % 9)} C`;
    upgraded(saying(bye, 5 * MINUTE, [UPGRADE, UPGRADE + 10 * MINUTE]));
  });

  test('by what is alike to the one kind that goes on, when all others are reworded', () => {
    const old = ['oil pressure is', 'gate stands at', 'crane parked on', 'brakes worn by'];
    const words = ['pressure of oil', 'position of gate', 'parking place of crane', 'wear of brakes'];
    const others = old.map((text) => saying((n) => `${text} ${n % 50}`, HOUR, [0, UPGRADE]));
    const bench = new Bench().hear(sorted(before, ...others));
    const [spin, oil] = [OLD.spin(0), 'oil pressure is 3'].map((text) => bench.idOf(text));
    bench.hear(
      sorted(
        ...words.map((text) => saying((n) => `${text} ${n % 50}`, HOUR, [UPGRADE, 9 * DAY])),
        saying(OLD.spin, 5 * MINUTE, [UPGRADE, 9 * DAY]),
        saying(NEW.spin, 5 * MINUTE, [UPGRADE, 9 * DAY]),
      ),
      9 * DAY,
    );
    expect(bench.miner.resolve(spin!)).toBe(bench.idOf(OLD.spin(0)));
    expect(bench.miner.resolve(spin!)).toBe(spin!);
    expect(bench.reworded.filter((text) => text.startsWith('rotor'))).toEqual([]);
    expect(bench.miner.resolve(oil!)).toBe(bench.idOf('pressure of oil 3'));
  });

  test('by another program, or on another machine', () => {
    const lines = saying(NEW.spin, 5 * MINUTE, [UPGRADE, 9 * DAY]);
    upgraded(lines.map((line) => ({ ...line, app: 'pumpd' })));
    upgraded(lines.map((line) => ({ ...line, host: 'quarry' })));
  });

  test('by a line that says something else', () => {
    const other = (n: number) => `licence of customer ${['a', 'b', 'c'][n % 3]!} renewed`;
    upgraded(saying(other, 5 * MINUTE, [UPGRADE, 9 * DAY]));
  });

  test('of one kind among others that go on, before it was quiet for longer than ever', () => {
    const bench = new Bench().hear(before);
    const check = unchanged(bench, OLD.log());
    const going = [OLD.spin, OLD.grid].map((text) => saying(text, 5 * MINUTE, [UPGRADE, 8 * DAY]));
    const early = sorted(...going, saying(NEW.log, HOUR, [UPGRADE, UPGRADE + 3 * HOUR]));
    bench.hear(early, UPGRADE + 3 * HOUR);
    check();
  });
});

test('state that went through JSON goes on the same', () => {
  const middle = UPGRADE + 2 * HOUR;
  const whole = new Bench().hear(sorted(before, after), 9 * DAY);
  const first = new Bench().hear(
    sorted(before, after).filter(({ at }) => at < middle),
    middle,
  );
  const second = new Bench();
  second.miner.restore(JSON.parse(JSON.stringify(first.miner.snapshot())));
  second.rewordings.load(JSON.parse(JSON.stringify(first.rewordings.save())), second.miner.templates());
  for (const [i, template] of first.miner.templates().entries()) {
    second.miner.templates()[i]!.profile = template.profile;
  }
  second.hear(
    sorted(before, after).filter(({ at }) => at >= middle),
    9 * DAY,
  );
  expect(second.miner.snapshot()).toEqual(whole.miner.snapshot());
  expect(second.rewordings.save()).toEqual(whole.rewordings.save());
  const again = new Miner();
  again.restore(JSON.parse(JSON.stringify(whole.miner.snapshot())));
  expect(again.snapshot()).toEqual(whole.miner.snapshot());
  expect(again.match(Buffer.from(OLD.spin(0)), 0, OLD.spin(0).length).text).toMatch(/^rotor/);
});
