-- What every script of the frontier knows of one shard: its keys, its clock, and when a host may be claimed next.
-- KEYS[1]: the shard, e.g. newsloom:{s07}; all its keys carry the same hash tag, so a cluster keeps them on one node.
-- ARGV[1]: now in milliseconds; 0 asks Redis, so that all processes share one clock.
local shard = KEYS[1]
local hosts = shard .. ':hosts'      -- sorted set: host -> when it may be claimed next
local fixed = shard .. ':fixed'      -- hash: fingerprint -> recurring entry (feed, sitemap, front page)
local forced = shard .. ':forced'    -- hash: fingerprint -> the run that asked for a recurring entry now
local returned = shard .. ':returned' -- hash: entry -> how often its lease ran out
local dead = shard .. ':dead'        -- sorted set: entry given up -> when
local tally = shard .. ':tally'      -- hash: counters of this shard

local now = tonumber(ARGV[1])
if now == 0 then
  local clock = redis.call('TIME')
  now = clock[1] * 1000 + math.floor(clock[2] / 1000)
end

local function queue(host) return shard .. ':q:' .. host end     -- sorted set: entry -> due time
local function leases(host) return shard .. ':l:' .. host end    -- hash: token -> "deadline score entry"
local function manners(host) return shard .. ':h:' .. host end   -- hash: next, lanes, unsent (token or ""), delay

local DAY = 86400000
local any_returned = redis.call('EXISTS', returned) == 1

local function whole(number) return string.format('%.0f', number) end

-- An entry is a page's msgpack array, or "r" and the fingerprint of a recurring entry.
local function is_recurring(entry) return string.byte(entry, 1) == 114 end
local function fingerprint_of(entry) return string.sub(entry, 2, 9) end

-- Leases that ran out put their entry back where it was: nothing a dead crawler held is lost.
-- Returns the earliest deadline of the others, and how many they are.
local function recover(host)
  local earliest, count = nil, 0
  local held = redis.call('HGETALL', leases(host))
  for i = 1, #held, 2 do
    local deadline, score, entry = string.match(held[i + 1], '^(%-?%d+) (%-?%d+) (.*)$')
    deadline = tonumber(deadline)
    if deadline <= now then
      redis.call('HDEL', leases(host), held[i])
      if entry ~= '' then
        redis.call('ZADD', queue(host), score, entry)
        redis.call('HINCRBY', returned, entry, 1)
        redis.call('HINCRBY', tally, 'returned', 1)
        any_returned = true
      end
      if redis.call('HGET', manners(host), 'unsent') == held[i] then
        redis.call('HSET', manners(host), 'unsent', '')
      end
    else
      count = count + 1
      if not earliest or deadline < earliest then earliest = deadline end
    end
  end
  return earliest, count
end

local function manners_of(host)
  local known = redis.call('HMGET', manners(host), 'next', 'lanes', 'unsent', 'delay')
  if known[3] == '' then known[3] = false end
  return {next_time = tonumber(known[1] or 0), lanes = tonumber(known[2] or 1), unsent = known[3], delay = tonumber(known[4] or nil)}
end

-- Writes down when the host may be claimed next: when it has a free lane, its delay has passed and an entry is due;
-- and at the latest when a lease of it runs out.
local function settle(host)
  local earliest, count = recover(host)
  local known = manners_of(host)
  local ready = nil
  if count < known.lanes and not known.unsent then
    local first = redis.call('ZRANGE', queue(host), 0, 0, 'WITHSCORES')
    if first[1] then ready = math.max(tonumber(first[2]), known.next_time) end
  end
  if earliest and (not ready or earliest < ready) then ready = earliest end
  if ready then
    redis.call('ZADD', hosts, whole(ready), host)
  else
    redis.call('ZREM', hosts, host)
  end
end
