import { z } from 'zod';
import type { Feedback } from '../core/detector.ts';
import type { Finding } from '../core/finding.ts';
import { Habits, savedHabits } from './habit.ts';
import { findingOf, idOf, type Remark, savedRemark } from './rhythm-words.ts';

const HOUR = 3_600_000;
/** What is so odd comes by chance once a week. */
const LEAST = Math.log10(7);
/** What is odd again so soon is the same matter: at the same hour of the next day, too. */
const GOES_ON = 26 * HOUR;
/** Of what begins so close together one speaks for all. */
const TOGETHER = 2 * HOUR;
/** Hosts that change at once, from which on it is not about one of them. */
const MANY_HOSTS = 3;
/** Of what is about as odd the one that says most speaks. */
const CLOSEST = ['metric', 'template', 'app', 'host'];
const MOST_TOLD = 500;
const MOST_WITH = 40;

const savedTold = z.strictObject({
  remark: savedRemark,
  /** End of the last stretch, epoch ms. */
  to: z.number(),
  /** Keys of what changed with it, how many of them on its own host, and the other hosts. */
  with: z.array(z.string()).max(MOST_WITH),
  here: z.int().min(0),
  hosts: z.array(z.string()).max(MOST_WITH),
});
type Told = z.infer<typeof savedTold>;

/** Puts together what left its rhythm at once, and keeps what was told of. */
export class RhythmTold {
  #told: Told[] = [];
  readonly #habits = new Habits();

  /** Hands out what is to be told of these, which came at about the same time. */
  tell(remarks: readonly Remark[], emit: (finding: Finding) => void): void {
    const odd = remarks.filter(({ surprise }) => surprise >= LEAST);
    odd.sort(
      (a, b) =>
        Math.round(2 * b.surprise) - Math.round(2 * a.surprise) ||
        CLOSEST.indexOf(a.of.kind) - CLOSEST.indexOf(b.of.kind) ||
        b.raw - a.raw ||
        (a.key < b.key ? -1 : 1),
    );
    const changed = new Set<Told>();
    for (const remark of odd) {
      const before = this.#told.find((one) => goesOn(one, remark));
      if (before !== undefined) {
        // What goes on is learnt as it goes on; only what makes it stronger is news.
        before.to = Math.max(before.to, remark.to);
        continue;
      }
      const leader = this.#told.find((one) => isWith(one, remark, odd));
      if (leader !== undefined) {
        join(leader, remark);
        changed.add(leader);
        continue;
      }
      const habit = habitOf(remark);
      const usual = this.#habits.isHabit(habit);
      this.#habits.tell(habit, remark.from);
      if (usual) continue;
      const one: Told = { remark, to: remark.to, with: [], here: 0, hosts: [] };
      this.#told.push(one);
      if (this.#told.length > MOST_TOLD) this.#told.shift();
      changed.add(one);
    }
    for (const { remark, to, here, hosts } of changed) {
      emit(findingOf(remark, { series: here, hosts: hosts.length }, to));
    }
  }

  /** People say what it was. */
  hear(feedback: Feedback): void {
    if (feedback.kind !== 'verdict' && feedback.kind !== 'expected') return;
    if (feedback.kind === 'verdict' && feedback.verdict !== 'noise') return;
    const told = this.#told.find(({ remark }) => idOf(remark) === feedback.finding);
    if (told !== undefined) this.#habits.accept(habitOf(told.remark), told.to);
  }

  /** JSON-safe state. */
  save(): SavedRhythmTold {
    return { told: structuredClone(this.#told), habits: this.#habits.save() };
  }

  /** Takes back what `save` gave. */
  load({ told, habits }: SavedRhythmTold): void {
    this.#told = told.map((one) => ({ ...one, with: [...one.with], hosts: [...one.hosts] }));
    this.#habits.load(habits);
  }
}

function goesOn({ remark, to, with: also }: Told, next: Remark): boolean {
  if (remark.more !== next.more || next.from - to > GOES_ON) return false;
  return remark.key === next.key || also.includes(next.key);
}

/** The same host, or the same program where there is none; or one of many hosts. */
function isWith({ remark, hosts }: Told, next: Remark, odd: readonly Remark[]): boolean {
  if (Math.abs(next.from - remark.from) > TOGETHER) return false;
  const [a, b] = [remark.of, next.of];
  if (a.host === b.host) return a.host !== null || a.app === b.app;
  if (remark.more !== next.more || a.kind === 'metric' || b.kind === 'metric') return false;
  if (hosts.includes(b.host ?? '')) return true;
  const many = new Set([remark, ...odd].flatMap(({ of, more }) => (more === next.more ? [of.host] : [])));
  return many.size + hosts.length >= MANY_HOSTS;
}

function join(leader: Told, { key, of, to }: Remark): void {
  leader.to = Math.max(leader.to, to);
  const host = of.host === leader.remark.of.host ? null : of.host;
  if (host !== null && !leader.hosts.includes(host) && leader.hosts.length < MOST_WITH)
    leader.hosts.push(host);
  if (leader.with.includes(key) || leader.remark.key === key || leader.with.length >= MOST_WITH) return;
  leader.with.push(key);
  if (host === null) leader.here++;
}

function habitOf({ key, more }: Remark): string {
  return `${more ? 'more' : 'less'}\0${key}`;
}

/** JSON-safe state of `RhythmTold`. */
export const savedRhythmTold = z.strictObject({
  told: z.array(savedTold).max(MOST_TOLD),
  habits: savedHabits,
});
export type SavedRhythmTold = z.infer<typeof savedRhythmTold>;
