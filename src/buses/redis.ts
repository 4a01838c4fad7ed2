import { defineBus } from '../core/bus.ts';
import { RedisBus } from './redis-bus.ts';
import { redisSchema } from './redis-options.ts';
import { USUAL_PACE } from './redis-pace.ts';

/** Redis Streams, of Redis 7 or later, or Valkey. */
export default defineBus({
  name: 'redis',
  describe: 'streams of one Redis (7 or later) or Valkey, alone or with replicas and Sentinels',
  schema: redisSchema,
  create: (options, context) => new RedisBus(options, context, USUAL_PACE),
});
