import { z } from 'zod';
import type { Event } from '../core/event.ts';

const MAX_SLOTS = 16;
/** Different words in the word slots of a kind of line, beyond which they are not what is measured. */
const MOST_SUBJECTS = 128;
const LONGEST = 120;
/** Words in front of a number that name it. */
const WORDS = 4;
const UNIT =
  /^[-+]?\d[\d.,]*\s?(%|percent\b|[kKMGTP]i?B\b|bytes\b|[mµun]?s\b|sec(?:ond)?s?\b|min(?:ute)?s?\b|hours?\b|days?\b|°?[CF]\b|[mk]?[VAW]\b|rpm\b|[kKMG]?Hz\b|[kMG]?bps\b|dBm?\b)$/i;
const UNIT_AFTER = /^ ?(%|percent\b|°[CF]\b|[kKMGTP]i?B\b|ms\b|rpm\b)/i;
const BEHIND = /^ ?([a-z]+)/i;
const NEXT = /^\s*[\w-]+[\s=:]*$/;
const SEVERITY = /^\W*(?:emerg\w*|alert|crit\w*|err|errors?|warn|warnings?|notice|info|debug)\W*$/i;

/** A number with a unit in a kind of line. */
export interface UnitSlot {
  readonly index: number;
  /** `%` for whatever is written for it. */
  readonly unit: string;
}

/** What is read of a kind of line; null where it has no number with a unit. */
export interface NumberPlan {
  /** Template id. */
  readonly template: string;
  readonly slots: readonly UnitSlot[];
  /** Slots of words. */
  readonly words: readonly number[];
  /** What stands in the slots of words; null when that is too much to be what is measured. */
  subjects: Set<string> | null;
}

/** What is to be read of lines like this one. */
export function planOf(event: Event): NumberPlan | null {
  const { id, text, slotCount } = event.template!;
  const texts = text.split('<*>');
  const slots: UnitSlot[] = [];
  const words: number[] = [];
  for (let index = 0; index < Math.min(MAX_SLOTS, slotCount); index++) {
    if (Number.isNaN(event.slotNumber(index))) words.push(index);
    else {
      const unit = UNIT.exec(event.slotText(index))?.[1] ?? UNIT_AFTER.exec(texts[index + 1]!)?.[1];
      if (unit !== undefined) slots.push({ index, unit: /^percent$/i.test(unit) ? '%' : unit });
    }
  }
  return slots.length === 0 ? null : { template: id, slots, words, subjects: new Set() };
}

/** What a line is about: its words in slots; empty where they are too many. */
export function subjectOf(plan: NumberPlan, event: Event): string {
  const { subjects, words } = plan;
  if (subjects === null || words.length === 0) return '';
  let subject = '';
  for (const index of words) subject += `${event.slotText(index)} `;
  if (subject.length > LONGEST) subject = subject.slice(0, LONGEST);
  if (subjects.has(subject)) return subject;
  if (subjects.size >= MOST_SUBJECTS) {
    plan.subjects = null;
    return '';
  }
  subjects.add(subject);
  return subject;
}

/**
 * What the numbers of a line are called: the words in front of each, as far as they name it, and the one behind. The
 * same for lines that say the same thing in other words, such as a warning of it; no two in one line are the same.
 */
export function namesOf(event: Event, { slots, subjects }: NumberPlan): string[] {
  const names: string[] = [];
  for (const { index } of slots) {
    const name = nameOf(event, index, subjects !== null);
    names.push(names.includes(name) ? `${name} #${index + 1}` : name);
  }
  return names;
}

function nameOf(event: Event, index: number, subjects: boolean): string {
  const texts = event.template!.text.split('<*>');
  // Text up to the first number, and since the last one.
  let first: string | null = null;
  let before = texts[0]!;
  for (let i = 0; i < index; i++) {
    const isNumber = !Number.isNaN(event.slotNumber(i));
    if (isNumber) {
      first ??= before;
      before = texts[i + 1]!;
    } else before += `${subjects ? event.slotText(i) : '*'}${texts[i + 1]}`;
  }
  // Behind another number: what the line is about, and what stands after what that one is called.
  const about = first === null ? '' : (/^.*:(?=\s|$)/.exec(first)?.[0] ?? '');
  const words = `${about} ${first === null ? before : before.replace(/^.*[,;]/, '')}`
    .split(/[\s=]+/)
    .filter((word) => !SEVERITY.test(word))
    .map((word) => word.replace(/^["'([{]+|["')\]}:,;]+$/g, ''))
    .filter((word) => word !== '');
  const after = texts[index + 1]!.replace(UNIT_AFTER, '');
  // A word alone between two numbers names the second.
  const behind = index + 2 < texts.length && NEXT.test(after) ? '' : (BEHIND.exec(after)?.[1] ?? '');
  const name = [...words.slice(-WORDS), behind].filter((word) => word !== '').join(' ');
  return name === '' ? `number ${index + 1}` : name.slice(0, LONGEST);
}

/** JSON-safe state of what is read of a kind of line. */
export const savedPlan = z.strictObject({
  template: z.string(),
  slots: z
    .array(z.strictObject({ index: z.int().min(0), unit: z.string() }))
    .min(1)
    .max(MAX_SLOTS),
  words: z.array(z.int().min(0)).max(MAX_SLOTS),
  subjects: z.array(z.string()).max(MOST_SUBJECTS).nullable(),
});
