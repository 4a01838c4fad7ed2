import { z } from 'zod';

const DAY = 86_400_000;
const REMEMBERED = 60 * DAY;
const MOST = 1000;
/** What an actor does again so soon is the same matter, ms. */
const SAME_MATTER = DAY / 2;

const savedOne = z.tuple([z.string(), z.string(), z.number(), z.number(), z.boolean()]);
type One = z.infer<typeof savedOne>;

/** What looked like a threat of late: how often something as bad comes here. */
export class ThreatsSeen {
  /** Id, actor, epoch ms, log odds, whether it got in; the oldest first. */
  #all: One[] = [];

  /** Notes attempts, or that they look worse by now. */
  note(
    id: string,
    { actor, time, odds, isIn }: { actor: string; time: number; odds: number; isIn: boolean },
  ): void {
    const known = this.#all.find((one) => one[0] === id);
    if (known !== undefined) {
      known[3] = Math.max(known[3], odds);
      known[4] ||= isIn;
      return;
    }
    this.#all.push([id, actor, time, odds, isIn]);
    if (this.#all.length > MOST) this.#all.shift();
  }

  /** How many others looked as bad in the time before (epoch ms); those that got in only beside others that did. */
  others(
    id: string,
    { actor, time, odds, isIn }: { actor: string; time: number; odds: number; isIn: boolean },
  ): number {
    return this.#all.filter(
      ([of, who, at, as, got]) =>
        of !== id &&
        Math.abs(time - at) < REMEMBERED &&
        (who !== actor || Math.abs(time - at) > SAME_MATTER) &&
        as >= odds &&
        (got || !isIn),
    ).length;
  }

  /** The time that is compared, of a history of `span` ms. */
  static span(span: number): number {
    return Math.min(span, REMEMBERED);
  }

  /** JSON-safe state. */
  save(): One[] {
    return this.#all.map((one) => [...one]);
  }

  /** Takes back what `save` gave. */
  load(all: readonly One[]): void {
    this.#all = all.map((one) => [...one]);
  }
}

export const savedThreatsSeen = z.array(savedOne).max(MOST);
