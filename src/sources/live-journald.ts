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
    units: z.array(text).default([]).describe('only these units, globs allowed; all when absent'),
    directory: text.optional().describe("a folder of journal files; the machine's own journal when absent"),
    since: text
      .default('now')
      .describe('where it begins when it was never followed before: `now`, `-2h`, `yesterday`'),
    check: duration({ min: '1s', max: '1d' })
      .prefault('1m')
      .describe('how long it may be silent before journalctl is checked on'),
    max_line: size({ min: '100 B', max: '16 MiB' }).prefault('1 MiB').describe('longer entries are cut'),
    command: text.default('journalctl').describe('the program to run'),
  }),
  rereadable: true,
  follow: (options) => new FollowJournal(options),
});
