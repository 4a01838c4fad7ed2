const BEFORE_USER =
  /(?:\b(?:user|users|username|account|acct|login|(?:password|failure|failed|failures|publickey|accepted) for)\b[\s:=[("']*)$/i;

/** Whether a text in front of a slot says that a user stands in it. */
export function isBeforeUser(before: string): boolean {
  return BEFORE_USER.test(before);
}

/** `Accepted <*> for <*> from <*>`: who, between `for` and `from`. */
export function isForFrom(before: readonly string[], slot: number): boolean {
  return /\bfor $/i.test(before[slot]!) && /^ from $/i.test(before[slot + 1] ?? '');
}

/** Slots of a kind of line in which users stand, by the words before them. */
export function userSlotsOf(text: string): number[] {
  const before = text.split('<*>');
  const slots = before.length - 1;
  return Array.from({ length: slots }, (_, slot) => slot).filter(
    (slot) => isBeforeUser(before[slot]!) || isForFrom(before, slot),
  );
}
