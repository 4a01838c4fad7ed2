import { describe, expect, it } from 'vitest';
import { type Detector, type DetectorContext, defineDetector } from '../../src/core/detector.ts';
import { LogsiftError } from '../../src/core/errors.ts';
import type { Event } from '../../src/core/event.ts';
import type { Finding } from '../../src/core/finding.ts';
import { type DetectorHarness, detectorChecks } from '../../src/testing/detector-checks.ts';
import { MADE_START, madeEvent } from '../../src/testing/made-events.ts';

const CAP = 500;

/** A small honest detector, "is this a new app?"; saboteurs are it with one thing broken. */
class NewApp implements Detector {
  protected readonly context: DetectorContext;
  protected seen: string[] = [];
  protected lines = 0;

  constructor(context: DetectorContext) {
    this.context = context;
  }

  observe(event: Event): void {
    const { learning, reporting } = this.context.phase;
    const app = event.app ?? '';
    const { seen } = this;
    const isNew = learning ? !seen.includes(app) : seen.filter((s) => s === app).length < 2;
    if (isNew && reporting && this.lines > 50) this.say(event);
    if (learning) this.learn(app);
  }

  protected learn(app: string): void {
    this.lines++;
    if (this.seen.length < CAP && this.seen.filter((s) => s === app).length < 2) this.seen.push(app);
  }

  protected say(event: Event): void {
    this.context.emit(this.finding(event));
  }

  protected finding(event: Event): Finding {
    const text = event.raw.slice(0, 100);
    const time = { from: event.received, to: event.received };
    return {
      ...{
        id: `${event.app} ${event.received}`,
        detector: 'new-app',
        about: { app: event.app ?? '' },
        ...time,
      },
      ...{
        count: event.weight,
        surprise: 2,
        rawSurprise: 2,
        gravity: 0.5,
        evidence: [{ source: 'made', text }],
      },
      ...{ expected: 'known apps', seen: 'a new one', because: 'The app was never seen.', maturity: 'some' },
    };
  }

  measure(): void {}
  feedback(): void {}
  tick(_time: number): void {}
  learned(): void {}
  finish(): void {}

  snapshot(): unknown {
    return { version: 1, seen: [...this.seen], lines: this.lines };
  }

  restore(state: unknown): void {
    const saved = state as { version: number; seen: string[]; lines: number } | null;
    if (saved?.version !== 1 || !Array.isArray(saved.seen) || !(saved.lines >= 0)) {
      throw new LogsiftError('STATE_INVALID', 'not a state of new-app');
    }
    this.seen = [...saved.seen];
    this.lines = saved.lines;
  }
}

const harness: DetectorHarness = {
  fileName: 'new-app',
  odd: 150,
  maxGrowthBytes: 3e6,
  stream: () =>
    Array.from({ length: 200 }, (_, i) =>
      madeEvent({
        app: i === 150 ? 'intruder' : i === 180 ? 'another' : `app${i % 5}`,
        time: MADE_START + i * 700,
        line: i + 1,
      }),
    ),
};

type Maker = new (context: DetectorContext) => Detector;

/** Names of the checks that fail, of all or of some. */
async function broken(Member: Maker, { name = 'new-app', of = /./ } = {}): Promise<string[]> {
  const definition = defineDetector({ name, question: 'Is this app new?', create: (c) => new Member(c) });
  const failed: string[] = [];
  for (const check of detectorChecks(definition, harness)) {
    if (!of.test(check.name)) continue;
    try {
      await check.run();
    } catch {
      failed.push(check.name);
    }
  }
  return failed;
}

describe('detectorChecks', () => {
  it('pass an honest detector', async () => {
    expect(await broken(NewApp)).toEqual([]);
  });

  it('catch a name that is not the file name', async () => {
    expect(await broken(NewApp, { name: 'new_app' })).toContainEqual(
      expect.stringMatching(/named like its file/),
    );
  });

  const saboteurs: readonly (readonly [string, RegExp, Maker])[] = [
    [
      'learns, then scores',
      /scored, then learnt/,
      class extends NewApp {
        override observe(event: Event): void {
          if (this.context.phase.learning) this.learn(event.app ?? '');
          super.observe(event);
        }
      },
    ],
    [
      'finds nothing',
      /finds the odd event in two passes/,
      class extends NewApp {
        protected override say(): void {}
      },
    ],
    [
      'throws dice of its own',
      /same seed and stream/,
      class extends NewApp {
        protected override finding(event: Event): Finding {
          return { ...super.finding(event), gravity: Math.random() };
        }
      },
    ],
    [
      'forgets part of its state in the snapshot',
      /snapshot that went through JSON/,
      class extends NewApp {
        override snapshot(): unknown {
          return { version: 1, seen: [...this.seen], lines: 0 };
        }
      },
    ],
    [
      'keeps what JSON cannot hold',
      /snapshot that went through JSON/,
      class extends NewApp {
        override snapshot(): unknown {
          return { version: 1, seen: [], lines: this.lines, map: new Map(this.seen.map((s) => [s, 1])) };
        }
      },
    ],
    [
      'learns while judging',
      /learns nothing while judging/,
      class extends NewApp {
        override observe(event: Event): void {
          super.observe(event);
          if (!this.context.phase.learning) this.learn(event.app ?? '');
        }
      },
    ],
    [
      'talks while a baseline is read',
      /says nothing while/,
      class extends NewApp {
        override observe(event: Event): void {
          if (!this.context.phase.reporting && event.app === 'intruder') this.say(event);
          super.observe(event);
        }
      },
    ],
    [
      'keeps every app it ever saw',
      /memory bounded/,
      class extends NewApp {
        readonly #all = new Map<string, string>();
        override observe(event: Event): void {
          this.#all.set(`${event.host} and ${event.app}`, event.raw);
          super.observe(event);
        }
      },
    ],
    [
      'marks the event',
      /does not change the events/,
      class extends NewApp {
        override observe(event: Event): void {
          super.observe(event);
          event.weight = 1;
        }
      },
    ],
    [
      'stumbles over a line without a host',
      /odd event: no host/,
      class extends NewApp {
        override observe(event: Event): void {
          if (event.host!.length > 1000) return;
          super.observe(event);
        }
      },
    ],
    [
      'takes any state',
      /refuses a state/,
      class extends NewApp {
        override restore(state: unknown): void {
          Object.assign(this, state);
        }
      },
    ],
    [
      'refuses a bad state with an error of nobody',
      /refuses a state/,
      class extends NewApp {
        override restore(state: unknown): void {
          this.seen = [...(state as { seen: string[] }).seen];
          super.restore(state);
        }
      },
    ],
    [
      'cries over nothing',
      /nothing came/,
      class extends NewApp {
        override finish(): void {
          if (this.lines === 0) this.say(madeEvent());
        }
      },
    ],
    [
      'stumbles over feedback on a finding it does not know',
      /samples and feedback/,
      class extends NewApp {
        override feedback(): void {
          throw new Error('unknown finding');
        }
      },
    ],
  ];

  it.each(saboteurs)('catch one that %s', async (_, check, Member) => {
    expect(await broken(Member, { of: check })).toContainEqual(expect.stringMatching(check));
  });

  const misshapen: readonly (readonly [string, Partial<Finding>])[] = [
    ['an empty id', { id: '' }],
    ['one id for everything', { id: 'same' }],
    ['another detector in it', { detector: 'rate' }],
    ['about nothing', { about: {} }],
    ['a surprise below zero', { surprise: -1 }],
    ['an infinite surprise', { surprise: Number.POSITIVE_INFINITY }],
    ['a gravity above one', { gravity: 1.5 }],
    ['no gravity', { gravity: Number.NaN }],
    ['no evidence', { evidence: [] }],
    ['evidence without end', { evidence: new Array(11).fill({ source: 'made', text: 'x' }) }],
    ['two sentences', { because: 'It is new. Nobody knew it.' }],
    ['two lines', { because: 'It is\nnew' }],
    ['no reason', { because: '' }],
    ['no expectation', { expected: ' ' }],
    ['no lines', { count: 0 }],
    ['an end before its beginning', { to: 0 }],
  ];

  it.each(misshapen)('catch findings with %s', async (_, part) => {
    class Misshapen extends NewApp {
      protected override finding(event: Event): Finding {
        return { ...super.finding(event), ...part };
      }
    }
    const of = /well-formed|odd event/;
    expect(await broken(Misshapen, { of })).toContainEqual(expect.stringMatching(of));
  });

  it('take quoted log text in the reason for no second sentence', async () => {
    class Quotes extends NewApp {
      protected override finding(event: Event): Finding {
        return { ...super.finding(event), because: 'The line "Bye. Closing now." was never seen.' };
      }
    }
    expect(await broken(Quotes)).toEqual([]);
  });
});
