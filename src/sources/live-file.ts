import { z } from 'zod';
import { defineLiveSource } from '../core/live-source.ts';
import { duration, size } from '../core/option-values.ts';
import { FollowFiles } from './follow-files.ts';

const path = z.string().min(1, { error: 'wants the path of a file, or a pattern' });

/** Files that grow, through every kind of rotation. */
export default defineLiveSource({
  name: 'file',
  describe: 'files that grow, by path or pattern, followed through rotation',
  schema: z.strictObject({
    /** Files and patterns (`/var/log/**\/*.log`). */
    paths: z.array(path).min(1, { error: 'wants at least one path or pattern' }),
    /** What the patterns find and is not meant. */
    exclude: z.array(path).default([]),
    /** Where files begin that are there when this source is started for the first time. */
    start: z.enum(['beginning', 'end']).default('end'),
    /** How often every file is looked at; changes that the system tells of are seen at once. */
    poll: duration({ min: '50ms', max: '1m' }).default(1000),
    /** How long a rotated file must be quiet before it is let go of. */
    rotate_wait: duration({ min: '0s', max: '1d' }).default(30_000),
    max_line: size({ min: '100 B', max: '16 MiB' }).default(2 ** 20),
    max_files: z.int().min(1).max(100_000).default(10_000),
    /** Files held open at once; of more, those that were quiet longest are closed until they change. */
    max_open: z.int().min(1).max(100_000).default(512),
  }),
  rereadable: true,
  follow: (options) => new FollowFiles(options),
});
