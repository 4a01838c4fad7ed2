/**
 * What a row says of an event beside the numbers every one has. Part of the format: the commonest first, as seven bits
 * go into a byte.
 */
export const ROW = {
  /** Its time is whole milliseconds, said as the difference to the time before. */
  time: 1,
  /** Microseconds follow. */
  micros: 2,
  /** `received` is that of the event before. */
  receivedAgain: 4,
  /** `received` is its time. */
  receivedAsTime: 8,
  pidRange: 16,
  template: 32,
  fields: 64,
  /** Decoded text of its own, which is not part of the line. */
  text: 128,
  flags: 256,
  /** A mark, and the rule that decided it, if one did. */
  mark: 512,
  msgid: 1024,
  sender: 2048,
  pidText: 4096,
  /** Its fields come along, as nobody could read them again. */
  carried: 8192,
  /** Where it stands in its input is no whole number, or the line's end is not where its bytes end. */
  place: 16384,
  weight: 32768,
  /** A time that is said as it is, in eight bytes. */
  exactTime: 65536,
} as const;

/** Events of an entry, at most. */
export const MOST_EVENTS = 65_536;
/** Severities −1–7 of each facility. */
export const SEVERITIES = 9;
/** Most bytes of a row without its texts: 14 numbers and four doubles. */
export const MOST_ROW = 160;
