/**
 * What was odd about reading a line, as bits of `Event.flags`. Order is part of the stored format: append only.
 */
export const FLAG_NAMES = [
  'malformed', // the header broke its own format's rules
  'unparsed', // no format fitted; the whole line is the message
  'truncated', // longer than the limit; the rest was skipped
  'invalid_utf8', // bytes that are not UTF-8; JSON output carries rawBase64
  'no_time', // the line carries no time; it has that of the line before, or of the file
  'bad_time', // the line carries an impossible time
  'clock_untrusted', // the sender says its clock is not set (Cisco * and .)
  'future', // more than a day ahead of its file's clock
  'late', // behind the last tick
  'folded', // continuation lines were joined to this one
  'fold_cut', // more continuation lines than the cap
  'host_cut', // the host name was longer than 255 bytes
  'fields_cut', // more fields than are kept, or nested deeper
  'relayed', // a second syslog header inside; the inner host is the event's
  'repeated', // stands for several equal lines ("last message repeated N times")
  'default_severity', // severity was missing or unreadable and the format's default was taken
  'clock_corrected', // the sender's clock is off and the time was put right; the raw line has what it said
  'past', // written before logsift came: learnt from, and told to nobody
] as const;

export type FlagName = (typeof FLAG_NAMES)[number];

/** Bit of each flag, e.g. `event.flags |= FLAG.truncated`. */
export const FLAG = Object.fromEntries(FLAG_NAMES.map((name, bit) => [name, 1 << bit])) as {
  readonly [K in FlagName]: number;
};

/** Names of the bits set in `flags`, in the order of `FLAG_NAMES`. */
export function flagNames(flags: number): FlagName[] {
  if (flags === 0) return [];
  return FLAG_NAMES.filter((_, bit) => flags & (1 << bit));
}
