import { z } from 'zod';
import { defineLiveSource } from '../core/live-source.ts';
import { duration, size } from '../core/option-values.ts';
import { FollowJournal } from './follow-journal.ts';

const text = z.string().min(1, { error: 'wants text, and is empty' });

/** The systemd journal, through journalctl. */
export default defineLiveSource({
  name: 'journald',
  describe: 'the systemd journal as it is written (needs journalctl)',
  schema: z.strictObject({
    /** Only these units, globs allowed; all when absent. */
    units: z.array(text).default([]),
    /** A folder of journal files; the machine's own journal when absent. */
    directory: text.optional(),
    /** Where it begins when it was never followed before, in words of journalctl (`now`, `-2h`, `yesterday`). */
    since: text.default('now'),
    /** How long it may be silent before journalctl is checked on. */
    check: duration({ min: '1s', max: '1d' }).default(60_000),
    max_line: size({ min: '100 B', max: '16 MiB' }).default(2 ** 20),
    /** The program to run. */
    command: text.default('journalctl'),
  }),
  rereadable: true,
  follow: (options) => new FollowJournal(options),
});
