// A member of a group and a leader that says on stdout what it has and what becomes of it; it is stopped by its test.
import redis from '../../src/buses/redis.ts';
import { RedisBus } from '../../src/buses/redis-bus.ts';

const [port, ttl] = process.argv.slice(2).map(Number) as [number, number];
const say = (what: object) => process.stdout.write(`${JSON.stringify(what)}\n`);
const context = { member: 'sleeper', notice() {}, now: Date.now, random: Math.random };
const bus = new RedisBus(redis.schema.parse({ port }), context, { ttl });
await bus.start();
const member = bus.join(
  'raw',
  { group: 'readers', shards: 1 },
  {
    async assigned(shard, fence) {
      say({ assigned: shard, fence });
    },
    async entries(shard, entries) {
      const id = entries.at(-1)!.id;
      say({ taken: entries.map(({ bytes }) => bytes.toString()) });
      // Acknowledged again and again, as it would be by work that goes on when the process wakes up.
      const timer = setInterval(() => {
        member.acknowledge(shard, id).then(
          () => say({ acknowledged: id }),
          (error: Error) => {
            clearInterval(timer);
            say({ refused: error.message });
          },
        );
      }, 10);
    },
    async revoked(shard, lost) {
      say({ revoked: shard, lost });
    },
    gap() {},
  },
);
bus.stand('decide', {
  async elected(fence) {
    say({ elected: fence });
  },
  async deposed(lost) {
    say({ deposed: lost });
  },
});
