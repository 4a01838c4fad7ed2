import { z } from 'zod';
import { duration } from '../core/option-values.ts';
import { type ConfigMember, familyMember } from './family.ts';

/** What stands between roles on several machines; a single process needs none. */
export function busSection(buses: readonly ConfigMember[]) {
  return familyMember(buses)
    .optional()
    .describe('What roles on several machines talk over; one process is everything if absent. See buses.md.');
}

/** Into how many shards what goes over the bus is divided. All nodes must say the same. */
export const clusterSection = z
  .strictObject({
    shards: z
      .int()
      .min(1)
      .max(1024)
      .default(16)
      .describe(
        'Shards of raw lines, which filters share among them: at least as many as there are ever filters.',
      ),
    detect_shards: z
      .int()
      .min(1)
      .max(64)
      .default(1)
      .describe(
        'Shards of events by host, each with detectors of its own. With 1 exactly that is found what a single process finds.',
      ),
    compress: z
      .boolean()
      .optional()
      .describe(
        'Whether lines and events are compressed on the bus: a fifth of the bytes for a third more work. By default with `kafka`, not with `redis`.',
      ),
    lag: duration({ min: '5s', max: '1d' })
      .prefault('60s')
      .describe('Whoever decides says so when what readers have still to read is older, for half a minute.'),
  })
  .prefault({})
  .describe('How work is divided among several machines; the same on all of them.');
