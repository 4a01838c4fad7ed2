import { createHash } from 'node:crypto';

/** A script that Redis runs as one step. */
export interface Script {
  readonly text: string;
  /** SHA-1, by which Redis knows it once it had it. */
  readonly sha: string;
}

// What frees memory must run when there is none left.
const script = (text: string): Script => {
  const whole = `#!lua flags=allow-oom\n${text}`;
  return { text: whole, sha: createHash('sha1').update(whole).digest('hex') };
};

/** Broker's clock in ms, and what a lease (`owner|fence|until`) and fields that stand in a row say. */
const WORDS = `
local t = redis.call('TIME')
local now = tonumber(t[1]) * 1000 + math.floor(tonumber(t[2]) / 1000)
local function lease(v)
  if not v then return nil, 0, 0 end
  local owner, fence, till = string.match(v, '^(.*)|(%d+)|(%d+)$')
  return owner, tonumber(fence) or 0, tonumber(till) or 0
end
local function owns(leases, member, shard, fence)
  local owner, f = lease(redis.call('HGET', leases, shard))
  return owner == member and f == tonumber(fence)
end
local function fields(list)
  local map = {}
  for i = 1, #list, 2 do map[list[i]] = list[i + 1] end
  return map
end
local function removed(key)
  local info = fields(redis.call('XINFO', 'STREAM', key))
  return info['entries-added'] - info['length'], info['entries-added'], info['last-generated-id']
end
`;

/**
 * Renews what is held and takes what is free, up to an even share: who has most keeps the larger share, so that nothing
 * moves without need. KEYS leases, members, epoch; ARGV member, ttl ms, shards, present, claims, highest known fence,
 * then shard and fence of each that is held. Answers epoch, how many are too many, then shard and fence of each.
 */
export const TICK = script(`${WORDS}
local member, ttl, shards = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local present, claims, known = ARGV[4] == '1', ARGV[5] == '1', tonumber(ARGV[6])
redis.call('SET', KEYS[3], t[1] .. '.' .. t[2], 'NX')
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
if present then redis.call('ZADD', KEYS[2], now + ttl, member) else redis.call('ZREM', KEYS[2], member) end
local held = {}
for i = 7, #ARGV, 2 do held[ARGV[i]] = tonumber(ARGV[i + 1]) end
local all = fields(redis.call('HGETALL', KEYS[1]))
local mine, free, count = {}, {}, {}
for n = 0, shards - 1 do
  local shard = tostring(n)
  local owner, fence, till = lease(all[shard])
  if owner == member and held[shard] == fence then
    redis.call('HSET', KEYS[1], shard, member .. '|' .. fence .. '|' .. (now + ttl))
    mine[#mine + 1] = { shard, fence }
  elseif owner == member or till <= now then free[#free + 1] = { shard, fence }
  else count[owner] = (count[owner] or 0) + 1 end
end
count[member] = #mine
local names = redis.call('ZRANGE', KEYS[2], 0, -1)
table.sort(names, function(a, b)
  local x, y = count[a] or 0, count[b] or 0
  if x ~= y then return x > y end
  return a < b
end)
local share = 0
for i, name in ipairs(names) do
  if name == member then
    share = math.floor(shards / #names)
    if i <= shards % #names then share = share + 1 end
  end
end
local surplus = math.max(0, #mine - share)
if claims then
  for _, one in ipairs(free) do
    if #mine >= share then break end
    -- By the clock, so that it grows also where somebody took away what it was before.
    local fence = math.max(one[2] + 1, known + 1, now)
    redis.call('HSET', KEYS[1], one[1], member .. '|' .. fence .. '|' .. (now + ttl))
    mine[#mine + 1] = { one[1], fence }
  end
end
local out = { redis.call('GET', KEYS[3]), surplus }
for _, one in ipairs(mine) do
  out[#out + 1] = one[1]
  out[#out + 1] = tostring(one[2])
end
return out`);

/** Gives leases back. KEYS leases, members; ARGV member, whether it goes for good, then shard and fence of each. */
export const RELEASE = script(`${WORDS}
for i = 3, #ARGV, 2 do
  if owns(KEYS[1], ARGV[1], ARGV[i], ARGV[i + 1]) then redis.call('HSET', KEYS[1], ARGV[i], '|' .. ARGV[i + 1] .. '|0') end
end
if ARGV[2] == '1' then redis.call('ZREM', KEYS[2], ARGV[1]) end
return 1`);

/**
 * Reads shards of which the lease is still the reader's. KEYS leases, places, then a stream for each shard; ARGV
 * member, group, then for each shard its number, fence, `>` or where to claim from, how many, and whether to look
 * for what is gone. Answers for each `lost`, or an error, or `ok`, entries, how many were gone, where to go on claiming.
 * The place of a group counts all entries that were handed over or gone; what was removed beyond it was never read.
 */
export const READ = script(`${WORDS}
local member, group = ARGV[1], ARGV[2]
local out = {}
for k = 3, #KEYS do
  local at = 3 + (k - 3) * 5
  local shard, fence, from, most, look = ARGV[at], ARGV[at + 1], ARGV[at + 2], ARGV[at + 3], ARGV[at + 4]
  local one
  if not owns(KEYS[1], member, shard, fence) then one = { 'lost' }
  elseif from == '>' then
    local r = redis.pcall('XREADGROUP', 'GROUP', group, 'owner', 'COUNT', most, 'STREAMS', KEYS[k], '>')
    if type(r) == 'table' and r.err then one = { r.err }
    else
      local entries = r and r[1] and r[1][2] or {}
      local gone = 0
      if #entries > 0 or look == '1' then
        local out_of = removed(KEYS[k])
        local place = tonumber(redis.call('HGET', KEYS[2], shard) or out_of)
        gone = math.max(0, out_of - place)
        if gone > 0 or #entries > 0 then redis.call('HSET', KEYS[2], shard, place + gone + #entries) end
      end
      one = { 'ok', entries, gone, '>' }
    end
  else
    local r = redis.pcall('XAUTOCLAIM', KEYS[k], group, 'owner', 0, from, 'COUNT', most)
    if r.err then one = { r.err }
    else one = { 'ok', r[2], #(r[3] or {}), r[1] == '0-0' and '>' or r[1] } end
  end
  out[#out + 1] = one
end
return out`);

/** Makes the group of a shard where there is none. KEYS leases, places, stream; ARGV member, group, shard, fence. */
export const ENSURE = script(`${WORDS}
if not owns(KEYS[1], ARGV[1], ARGV[3], ARGV[4]) then return 'lost' end
local r = redis.pcall('XGROUP', 'CREATE', KEYS[3], ARGV[2], '0', 'MKSTREAM')
if r.err then
  if string.find(r.err, 'BUSYGROUP', 1, true) then return 'there' end
  return r
end
redis.call('HSET', KEYS[2], ARGV[3], (removed(KEYS[3])))
return 'made'`);

/** Acknowledges while the lease is still the reader's. KEYS leases, stream; ARGV member, group, shard, fence, ids. */
export const ACKNOWLEDGE = script(`${WORDS}
if not owns(KEYS[1], ARGV[1], ARGV[3], ARGV[4]) then return -1 end
return redis.call('XACK', KEYS[2], ARGV[2], unpack(ARGV, 5))`);

/** Least id that some group has still to acknowledge; nil without a group. */
const WANTED = `
local function before(a, b)
  local x, y = string.match(a, '^(%d+)-(%d+)$')
  local v, w = string.match(b, '^(%d+)-(%d+)$')
  if x ~= v then return tonumber(x) < tonumber(v) end
  return tonumber(y) < tonumber(w)
end
local function wanted(key)
  local least = nil
  for _, list in ipairs(redis.call('XINFO', 'GROUPS', key)) do
    local group = fields(list)
    local id = group['last-delivered-id']
    if group['pending'] > 0 then id = redis.call('XPENDING', key, group['name'])[2]
    else id = string.gsub(id, '%d+$', function(seq) return string.format('%.0f', tonumber(seq) + 1) end) end
    if not least or before(id, least) then least = id end
  end
  return least
end
`;

/**
 * Takes away what nobody waits for and what was kept long enough. KEYS stream; ARGV ms and entries that are kept in any
 * case, and whether it is kept until there is a group. Answers how many went.
 */
export const TRIM = script(`${WORDS}${WANTED}
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
local least = wanted(KEYS[1])
if not least and ARGV[3] == '1' then return 0 end
local to = string.format('%.0f-0', now - tonumber(ARGV[1]))
local over = redis.call('XLEN', KEYS[1]) - tonumber(ARGV[2])
if over > 0 then
  local list = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', math.min(over + 1, 100))
  local id = list[#list][1]
  if before(to, id) then to = id end
end
if least and before(least, to) then to = least end
return redis.call('XTRIM', KEYS[1], 'MINID', '~', to)`);

/** Takes away what is older than an id, unless a group has still to acknowledge it. KEYS stream; ARGV id. */
export const FORGET = script(`${WORDS}${WANTED}
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
local least = wanted(KEYS[1])
local to = ARGV[1]
if least and before(least, to) then to = least end
return redis.call('XTRIM', KEYS[1], 'MINID', to)`);

/**
 * What stands behind an id. KEYS stream; ARGV id or `newest`, how many, whether to look for what is gone. Answers
 * entries, how many entries were removed and added since ever (-1 where nobody looked), last id, first id.
 */
export const FOLLOW = script(`${WORDS}
if redis.call('EXISTS', KEYS[1]) == 0 then return { {}, 0, 0, '0-0', '' } end
local entries = {}
if ARGV[1] ~= 'newest' then entries = redis.call('XRANGE', KEYS[1], '(' .. ARGV[1], '+', 'COUNT', ARGV[2]) end
if #entries == 0 and ARGV[3] ~= '1' then return { entries, -1, -1, '', '' } end
local gone, added, last = removed(KEYS[1])
local first = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)
return { entries, gone, added, last, first[1] and first[1][1] or '' }`);

/**
 * Lag of all groups. KEYS streams; ARGV for each stream how the keys of its groups' places begin, and its shard.
 * Answers number of the stream, group, entries, and age of the oldest of them.
 */
export const LAG = script(`${WORDS}
local out = {}
for k, key in ipairs(KEYS) do
  if redis.call('EXISTS', key) == 1 then
    local gone, added = removed(key)
    for _, list in ipairs(redis.call('XINFO', 'GROUPS', key)) do
      local group = fields(list)
      local place = tonumber(redis.call('HGET', ARGV[2 * k - 1] .. group['name'], ARGV[2 * k]) or gone)
      local behind = math.max(0, math.min(added - gone, added - place))
      local oldest = nil
      if group['pending'] > 0 then oldest = redis.call('XPENDING', key, group['name'])[2]
      elseif behind > 0 then
        local next = redis.call('XRANGE', key, '(' .. group['last-delivered-id'], '+', 'COUNT', 1)[1]
        oldest = next and next[1]
      end
      local age = oldest and math.max(0, now - tonumber(string.match(oldest, '^%d+'))) or 0
      out[#out + 1] = { k - 1, group['name'], group['pending'] + behind, age }
    end
  end
end
return out`);

/** Notes or lists what processes say of themselves. KEYS announced; ARGV name and text, or nothing. */
export const ANNOUNCE = script(`${WORDS}
if ARGV[1] then redis.call('HSET', KEYS[1], ARGV[1], now .. ' ' .. ARGV[2]) end
local out = {}
local all = redis.call('HGETALL', KEYS[1])
for i = 1, #all, 2 do
  local said, text = string.match(all[i + 1], '^(%d+) (.*)$')
  if now - tonumber(said) > 60000 then redis.call('HDEL', KEYS[1], all[i])
  else
    out[#out + 1] = all[i]
    out[#out + 1] = text
    out[#out + 1] = math.max(0, now - tonumber(said))
  end
end
return out`);
