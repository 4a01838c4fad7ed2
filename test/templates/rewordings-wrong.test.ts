import { describe, expect, test } from 'vitest';
import { Miner } from '../../src/templates/miner.ts';
import { Profiles } from '../../src/templates/profiles.ts';
import { Rewordings } from '../../src/templates/rewordings.ts';
import { MADE_START, madeEvent } from '../../src/testing/made-events.ts';

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];
const END = 7 * DAY;
/** What is usual ends here, or pauses. */
const PAUSE = 5 * DAY + 2 * HOUR;

interface Said {
  readonly at: number;
  readonly message: string;
}

/** Lines that come every so often, with a number that counts them in place of `#`. */
function every(step: number, [from, to]: readonly [number, number], message: string): Said[] {
  return Array.from({ length: Math.floor((to - from) / step) }, (_, n) => ({
    at: from + n * step,
    message: message.replaceAll('#', String(1 + (n % 200))),
  }));
}

/** What took the place of something else, live and looked at in hindsight. */
function reworded(app: string, ...lines: readonly (readonly Said[])[]): string[] {
  const found: string[] = [];
  for (const live of [true, false]) {
    const miner = new Miner({ onMerge: (merge) => profiles.merge(merge) });
    const profiles = new Profiles({ learning: true, reporting: true, segment: -1 });
    const rewordings = new Rewordings();
    const look = (now: number) => {
      for (const one of live ? rewordings.due(now) : rewordings.all(now)) {
        found.push(`${one.from.text} → ${one.into.text}`);
        if (live) miner.reword(one);
      }
    };
    let tick = MADE_START;
    for (const { at, message } of lines.flat().sort((a, b) => a.at - b.at)) {
      for (; live && tick < MADE_START + at; tick += 10 * MINUTE) look(tick);
      const event = madeEvent({ app, host: 'mill', time: MADE_START + at, message });
      event.template = miner.match(event.text, event.messageStart, event.messageEnd);
      event.spans = miner;
      profiles.observe(event);
      if (event.firsts?.[0]?.kind === 'template') rewordings.note(event);
    }
    for (; live && tick < MADE_START + END; tick += 10 * MINUTE) look(tick);
    look(MADE_START + END);
  }
  return found;
}

const before = [0, PAUSE] as const;
const whole = [0, END] as const;
const after = [PAUSE, END] as const;

describe('a kind of line that pauses is not said in other words', () => {
  test.each([
    [
      'sshd',
      'Accepted publickey for ansible from 10.1.2.# port 4#',
      'Accepted publickey for deploy from 10.1.2.# port 4#',
    ],
    ['sudo', 'ansible ran the playbook of host #', 'ansible of host # ran the other playbook'],
    ['nginx', 'cache of zone one holds # keys', 'zone two holds # keys in its cache'],
    ['postfix', 'statistics of client queue: # jobs', 'jobs of client queue since start: # in statistics'],
    ['kernel', 'thermal zone 1 at # degrees', 'zone 1 thermal trip at # degrees'],
    ['cron', 'backup of volume # took a while', 'a while was taken by restore of volume #'],
    ['firewall', 'table of states holds # flows', 'flows in the table of sources: #'],
  ])('%s: %s', (app, old, young) => {
    const goesOn = every(20 * MINUTE, whole, 'something else of step #');
    expect(reworded(app, every(30 * MINUTE, before, old), goesOn, every(30 * MINUTE, after, young))).toEqual(
      [],
    );
    // One kind alone shows no change of the program, and neither do those that cease hours before.
    expect(reworded(app, every(30 * MINUTE, before, old), every(30 * MINUTE, after, young))).toEqual([]);
    const earlier = [0, PAUSE - 9 * HOUR] as const;
    expect(
      reworded(
        app,
        every(30 * MINUTE, earlier, old),
        every(20 * MINUTE, earlier, 'something else of step #'),
        every(30 * MINUTE, after, young),
        every(20 * MINUTE, after, 'of step # it is something else'),
      ),
    ).toEqual([]);
  });
});

test('what all machines of a shift say comes again on Monday, whatever comes on Sunday', () => {
  const days = Array.from({ length: 5 }, (_, n) => [n * DAY, n * DAY + 8 * HOUR] as const);
  const shift = days.flatMap((span) => [
    ...every(5 * MINUTE, span, 'Accepted publickey for anna from 10.1.2.3 port #'),
    ...every(7 * MINUTE, span, 'session # of anna was opened'),
    ...every(9 * MINUTE, span, 'session # of anna was closed'),
  ]);
  const sunday = [6 * DAY, 6 * DAY + 3 * HOUR] as const;
  const others = [
    ...every(5 * MINUTE, sunday, 'Accepted publickey for oracle from 10.1.2.3 port #'),
    ...every(7 * MINUTE, sunday, 'session of oracle # was opened'),
    ...every(9 * MINUTE, sunday, 'session of oracle # was closed'),
  ];
  expect(reworded('sshd', shift, others)).toEqual([]);
});

describe('all of a program speaks differently at once, and', () => {
  const rest = (app: string) => [
    every(20 * MINUTE, before, `${app} looked after # things`),
    every(20 * MINUTE, after, `things looked after by ${app}: #`),
    every(45 * MINUTE, before, `${app} slept for # ms`),
    every(45 * MINUTE, after, `# ms of sleep of ${app}`),
  ];

  test.each([
    ['sshd', 'Accepted publickey for ansible from 10.1.2.#', 'Accepted password for backup from 10.1.2.#'],
    ['sudo', 'command of # is allowed', 'command of # is denied'],
    ['nginx', 'upstream number # is reachable', 'number # of upstream became unreachable'],
    ['postfix', 'message # was sent to mx', 'to mx message # was never sent'],
    ['kernel', 'link of port # is up', 'port # has its link down'],
    ['cron', 'volume # mounted for backup', 'for backup volume # unmounted'],
    ['firewall', 'ACCEPT of flow #', 'DROP of flow #'],
  ])('%s: the contrary does not inherit', (app, old, young) => {
    const found = reworded(
      app,
      ...rest(app),
      every(30 * MINUTE, before, old),
      every(30 * MINUTE, after, young),
    );
    expect(found).toHaveLength(4);
    expect(found.filter((text) => !text.includes(app))).toEqual([]);
  });

  test('what shares hardly a word is known by its values', () => {
    const found = reworded(
      'turbined',
      ...rest('turbined'),
      every(MINUTE, before, 'request id=7# way=# status=#00 took=#0'),
      every(MINUTE, after, 'handled # with status #00 within #0 trace 7#'),
    );
    expect(found.filter((text) => text.startsWith('request id'))).toHaveLength(2);
  });

  test('in hindsight the same pairs are found', () => {
    const found = reworded('turbined', ...rest('turbined'));
    expect(found.slice(0, 2).sort()).toEqual(found.slice(2).sort());
  });
});
