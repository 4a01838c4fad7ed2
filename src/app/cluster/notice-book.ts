import { SelfMessages } from '../../alerts/self-messages.ts';
import type { Bus } from '../../core/bus.ts';
import type { Notice } from '../../core/notice.ts';
import { packFindings } from '../../wire/findings.ts';
import type { MessagesOut } from '../messages-out.ts';

const NOBODY_ASKED = { count: 0, perMs: 86_400_000 };
const NOTHING = {
  grouping: { findings: 0, belowLine: 0, grouped: 0, told: 0, withheld: 0, waiting: 0, forgotten: 0 },
  unstored: 0,
};
const CLOCK = { from: Number.NaN, to: Number.NaN, tick: Number.NaN };

/** Names of those who send nothing but notices begin with it. */
export const NOTICES = 'node/';

/** What is wrong with a process that tells nobody by itself: known here, and sent to the one that decides. */
export class NoticeBook implements Pick<MessagesOut, 'counters' | 'channels' | 'troubles'> {
  readonly channels = [];
  readonly #self = new SelfMessages(NOBODY_ASKED);
  readonly #bus: Bus;
  readonly #node: string;
  readonly #now: () => number;
  #sequence = 0;

  constructor({ bus, node, now }: { readonly bus: Bus; readonly node: string; readonly now: () => number }) {
    this.#bus = bus;
    this.#node = node;
    this.#now = now;
  }

  /** One that people are told of by this process itself. */
  note(notice: Notice): void {
    this.#self.take(notice, this.#now());
  }

  take(notice: Notice): void {
    this.note(notice);
    if (notice.kind === 'info') return;
    const node = this.#node;
    const told = { ...notice, about: `${notice.about}@${node}`, text: `${node}: ${notice.text}` };
    const found = { unit: `${NOTICES}${node}`.slice(0, 64), clock: CLOCK, past: false, findings: [], at: [] };
    const head = { producer: node, fence: 0, sequence: ++this.#sequence };
    const packed = packFindings(head, { ...found, notices: [told] });
    // While the bus is away nobody hears of it: status and the log of this process say so.
    void this.#bus.publish('findings', 0, [packed]).catch(() => {});
  }

  get troubles(): readonly Notice[] {
    return this.#self.troubles;
  }

  get counters(): MessagesOut['counters'] {
    return { ...NOTHING, self: this.#self.counters };
  }
}
