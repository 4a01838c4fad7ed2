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
    paths: z
      .array(path)
      .min(1, { error: 'wants at least one path or pattern' })
      .describe('files, and patterns such as `/srv/**/*.log`'),
    exclude: z.array(path).default([]).describe('what the patterns find and is not meant'),
    start: z
      .enum(['beginning', 'end'])
      .default('end')
      .describe('where files begin that are there when this source is started for the first time'),
    poll: duration({ min: '50ms', max: '1m' })
      .prefault('1s')
      .describe('how often every file is looked at; changes that the system tells of are seen at once'),
    rotate_wait: duration({ min: '0s', max: '1d' })
      .prefault('30s')
      .describe('how long a rotated file must be quiet before it is let go of'),
    max_line: size({ min: '100 B', max: '16 MiB' }).prefault('1 MiB').describe('longer lines are cut'),
    max_files: z.int().min(1).max(100_000).default(10_000).describe('files that are followed at most'),
    max_open: z
      .int()
      .min(1)
      .max(100_000)
      .default(512)
      .describe(
        'files held open at once; of more, those that were quiet longest are closed until they change',
      ),
  }),
  rereadable: true,
  follow: (options) => new FollowFiles(options),
});
