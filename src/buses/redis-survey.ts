import type { Redis } from 'ioredis';
import { TOPICS } from '../core/bus.ts';
import { LogsiftError } from '../core/errors.ts';
import { diagnose } from './redis-errors.ts';
import type { RedisKeys } from './redis-keys.ts';

/** Shards of each topic whose keys are looked at before the start; the others show when they are used. */
const LOOKED_AT = 64;

/** Everything that a user of the ACL must be allowed. */
const COMMANDS =
  '+info +select +time +eval +evalsha +multi +exec +type +exists +del +memory|usage +set +get +sadd +smembers +hset +hget +hgetall +hdel +zadd +zrem +zrange +zremrangebyscore +xadd +xlen +xrange +xtrim +xack +xpending +xautoclaim +xreadgroup +xgroup|create +xinfo|stream +xinfo|groups';

/** What INFO says, as far as it matters. */
export interface RedisInfo {
  /** Bytes in use, and how many there may be; where no limit is set, what the machine has. */
  readonly used: number;
  readonly most: number;
}

/** Reads INFO. Throws BUS_INVALID where this Redis can never be ours, and an Error as of Redis where it cannot be now. */
export async function survey(client: Redis, place: string): Promise<RedisInfo> {
  const info = new Map(
    (await client.info()).split('\r\n').map((line) => {
      const at = line.indexOf(':');
      return [line.slice(0, at), line.slice(at + 1)] as const;
    }),
  );
  const version = info.get('redis_version') ?? 'unknown';
  if (!(Number.parseInt(version, 10) >= 7))
    throw invalid(place, `is version ${version}, and logsift wants 7 or later, or Valkey`);
  if (info.get('redis_mode') === 'cluster')
    throw invalid(place, 'is part of a cluster: logsift wants one master, with Sentinels or without');
  const policy = info.get('maxmemory_policy');
  if (policy !== 'noeviction')
    throw invalid(
      place,
      `would throw away what nobody has read yet (maxmemory-policy is ${policy}): type \`redis-cli CONFIG SET maxmemory-policy noeviction\`, and write \`maxmemory-policy noeviction\` into redis.conf`,
    );
  if (info.get('loading') === '1') throw new Error('LOADING Redis is loading the dataset in memory');
  if (info.get('role') === 'slave') throw new Error("READONLY You can't write against a read only replica.");
  const most = Number(info.get('maxmemory')) || Number(info.get('total_system_memory'));
  return { used: Number(info.get('used_memory')), most };
}

/** Tries every command on keys of its own, and looks whether ours hold what they should. Throws BUS_INVALID. */
export async function tryOut(
  client: Redis,
  keys: RedisKeys,
  of: { place: string; member: string },
): Promise<void> {
  const key = keys.trial(of.member);
  const [hash, sorted, set, word] = ['h', 'z', 's', 'w'].map((one) => `${key}.${one}`) as [
    string,
    string,
    string,
    string,
  ];
  const commands: readonly (readonly [string, ...(string | number)[]])[] = [
    ['XADD', key, '*', 'b', ''],
    ['XGROUP', 'CREATE', key, 'g', '0'],
    ['XREADGROUP', 'GROUP', 'g', 'owner', 'COUNT', 1, 'STREAMS', key, '>'],
    ['XAUTOCLAIM', key, 'g', 'owner', 0, '0-0', 'COUNT', 1],
    ['XPENDING', key, 'g'],
    ['XACK', key, 'g', '0-1'],
    ['XINFO', 'STREAM', key],
    ['XINFO', 'GROUPS', key],
    ['XRANGE', key, '-', '+', 'COUNT', 1],
    ['XLEN', key],
    ['XTRIM', key, 'MINID', '0-1'],
    ['HSET', hash, 'a', '1'],
    ['HGET', hash, 'a'],
    ['HGETALL', hash],
    ['HDEL', hash, 'a'],
    ['ZADD', sorted, 1, 'a'],
    ['ZRANGE', sorted, 0, -1],
    ['ZREMRANGEBYSCORE', sorted, 2, 3],
    ['ZREM', sorted, 'a'],
    ['SADD', set, 'a'],
    ['SMEMBERS', set],
    ['SET', word, 'a', 'NX'],
    ['GET', word],
    ['EXISTS', key],
    ['TYPE', key],
    ['MEMORY', 'USAGE', key],
    ['TIME'],
    ['EVAL', 'return 1', 0],
    ['EVALSHA', '0'.repeat(40), 0],
    ['DEL', key, hash, sorted, set, word],
  ];
  const outcomes = await Promise.allSettled([
    ...commands.map(([name, ...args]) => client.call(name, args)),
    client.multi().exists(key).exec(),
  ]);
  const refused = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason as Error] : []));
  const forbidden = refused.filter(({ message }) => /NOPERM/.test(message));
  if (forbidden.length > 0) {
    const what = [...new Set(forbidden.map((error) => /forbids (.*):/.exec(diagnose(error).text)![1]!))];
    throw invalid(
      of.place,
      `forbids ${what.slice(0, 8).join(', ')}: type \`redis-cli ACL SETUSER ${await client.call('ACL', ['WHOAMI']).catch(() => 'logsift')} '~${keys.pattern}' ${COMMANDS}\``,
    );
  }
  const other = refused.find(({ message }) => !/NOSCRIPT/.test(message));
  if (other !== undefined) throw other;
  await typesAreOurs(client, keys, of.place);
}

async function typesAreOurs(client: Redis, keys: RedisKeys, place: string): Promise<void> {
  const shards = Array.from({ length: LOOKED_AT }, (_, shard) => shard);
  const wanted = new Map(
    TOPICS.flatMap((topic) => shards.map((shard) => [keys.stream(topic, shard), 'stream'])),
  );
  wanted.set(keys.streams, 'set').set(keys.epoch, 'string').set(keys.announced, 'hash');
  await Promise.all(
    [...wanted].map(async ([key, type]) => {
      const is = await client.type(key);
      if (is !== 'none' && is !== type)
        throw invalid(
          place,
          `has a ${is} under ${key}, where logsift keeps a ${type} (WRONGTYPE): set another \`bus.prefix\`, or type \`redis-cli DEL ${key}\` if nobody needs it`,
        );
    }),
  );
}

/** BUS_INVALID, in words that follow where Redis is. */
export function invalid(place: string, text: string): LogsiftError {
  return new LogsiftError('BUS_INVALID', `Redis at ${place} ${text}`);
}
