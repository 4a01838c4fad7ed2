import type { SenderStatus } from '../core/live-source.ts';
import type { Notice } from '../core/notice.ts';
import { OTHER_SENDERS } from './fair-queue.ts';

/** Senders counted apart within one second, and of an episode those that lost something. */
const MOST_SENDERS = 4096;
/** A flood is over when so many seconds passed without a loss. */
const QUIET_SECONDS = 10;
const SHOWN = 5;

export interface FloodWatchOptions {
  /** What notices are about: `syslog:udp *:514`. */
  readonly about: string;
  /** For a person: `udp *:514`. */
  readonly name: string;
  readonly notice: (notice: Notice) => void;
  readonly now: () => number;
}

interface Episode {
  lost: number;
  /** Of `lost`, what a notice has told already. */
  told: number;
  quiet: number;
  /** The loudest sender while lines were lost, and what it sent in its loudest second. */
  loudest: string;
  rate: number;
  readonly lostBy: Map<string, number>;
}

/**
 * How much each sender sends, and floods: from the first loss until ten seconds without one, with one notice when it
 * begins and one when it is over. `tick` is to be called every second. Addresses can be forged, so nothing is kept of
 * a sender for longer than a second, or than the flood.
 */
export class FloodWatch {
  readonly #options: FloodWatchOptions;
  #second = new Map<string, number>();
  #top: SenderStatus[] = [];
  #episode: Episode | null = null;
  #lostNow = 0;
  #hint = '';

  constructor(options: FloodWatchOptions) {
    this.#options = options;
  }

  /** Lines came. */
  came(sender: string, lines: number): void {
    add(this.#second, sender, lines);
  }

  /** A line of this sender was dropped. */
  lost(sender: string): void {
    this.#lostNow++;
    add(this.#open().lostBy, sender, 1);
  }

  /** Lines of nobody knows whom were lost; `hint` says what helps. */
  lostUnseen(lines: number, hint: string): void {
    this.#lostNow += lines;
    this.#hint = hint;
    this.#open();
  }

  /** Senders of the last second, the loudest first; at most five. */
  get loudest(): readonly SenderStatus[] {
    return this.#top;
  }

  /** A second went by. */
  tick(): void {
    this.#top = [...this.#second]
      .map(([sender, lines]) => ({ sender, lines, dropped: this.#episode?.lostBy.get(sender) ?? 0 }))
      .sort((a, b) => b.lines - a.lines)
      .slice(0, SHOWN);
    this.#second = new Map();
    const episode = this.#episode;
    if (episode === null) return;
    const [top] = this.#top;
    if (this.#lostNow > 0 && top !== undefined && top.lines > episode.rate) {
      episode.loudest = top.sender;
      episode.rate = top.lines;
    }
    episode.lost += this.#lostNow;
    episode.quiet = this.#lostNow > 0 ? 0 : episode.quiet + 1;
    this.#lostNow = 0;
    if (episode.told === 0 && episode.lost > 0) this.#say('overload', episode);
    else if (episode.quiet >= QUIET_SECONDS) this.end();
  }

  /** Says what was lost in a flood that is not over. */
  end(): void {
    const episode = this.#episode;
    if (episode === null) return;
    episode.lost += this.#lostNow;
    this.#lostNow = 0;
    this.#say('recovered', episode);
    this.#episode = null;
    this.#hint = '';
  }

  #open(): Episode {
    this.#episode ??= { lost: 0, told: 0, quiet: 0, loudest: '', rate: 0, lostBy: new Map() };
    return this.#episode;
  }

  #say(kind: 'overload' | 'recovered', episode: Episode): void {
    const { about, name, notice, now } = this.#options;
    const lost = episode.lost - episode.told;
    episode.told = episode.lost;
    const senders = [...episode.lostBy].sort((a, b) => b[1] - a[1]);
    const worst = senders
      .slice(0, 3)
      .map(([sender, count]) => `${count} of ${sender}`)
      .join(', ');
    const more = senders.length > 3 ? ` and ${senders.length - 3} more senders` : '';
    const loudest = episode.loudest === '' ? '' : `; ${episode.loudest} sent ${episode.rate} lines/s`;
    const by = worst === '' ? '' : ` (${worst}${more})`;
    const hint = this.#hint === '' ? '' : `; ${this.#hint}`;
    const text =
      kind === 'overload'
        ? `${name}: more comes than can be taken in; ${episode.lost} lines were dropped so far${by}${loudest}${hint}`
        : `${name}: the flood is over; ${episode.lost} lines were dropped in all${by}${loudest}${hint}`;
    notice({ kind, about, text, time: now(), lost });
  }
}

function add(map: Map<string, number>, sender: string, count: number): void {
  const known = map.get(sender);
  if (known !== undefined || map.size < MOST_SENDERS) map.set(sender, (known ?? 0) + count);
  else map.set(OTHER_SENDERS, (map.get(OTHER_SENDERS) ?? 0) + count);
}
