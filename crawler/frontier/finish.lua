-- Ends leases. ARGV: now, then for each: host, token, wait before the host's next request (ms), "1" to hold all of the host for
-- that long, lanes, how it ended (done, again, dead, turn), due (ms), entry, recurring entry (or ""), the forcing run it answers.
-- Returns one "1" or "0" each; "0": the lease had run out and its work belongs to somebody else by now.
local KEPT_DEAD = 10000
local flags, endings = {}, {}

local function put_back(host, due, entry, recurring, run)
  if recurring ~= '' then
    if redis.call('HEXISTS', fixed, fingerprint_of(entry)) == 0 then return end
    redis.call('HSET', fixed, fingerprint_of(entry), recurring)
    local waiting = redis.call('HGET', forced, fingerprint_of(entry))
    if waiting == run then
      redis.call('HDEL', forced, fingerprint_of(entry))
    elseif waiting then
      due = 0 -- asked for again while it was being fetched
    end
  end
  redis.call('ZADD', queue(host), due, entry)
end

local function next_time(known, wait, hold, token, lanes)
  if lanes == '1' and hold ~= '1' then return now + wait end
  if hold == '1' or known.unsent == token then return math.max(now + wait, known.next_time) end
  return known.next_time -- another lane's request has set it since
end

local function finish(host, token, wait, hold, lanes, ended, due, entry, recurring, run)
  local lease = redis.call('HGET', leases(host), token)
  if not lease then return false end
  redis.call('HDEL', leases(host), token)
  local known = manners_of(host)
  local unsent = known.unsent
  if not unsent or unsent == token then unsent = '' end
  local delay = hold == '1' and known.delay or wait
  redis.call('HSET', manners(host), 'next', whole(next_time(known, wait, hold, token, lanes)), 'lanes', lanes,
    'unsent', unsent, 'delay', whole(delay))
  redis.call('PEXPIRE', manners(host), whole(DAY + wait))
  if any_returned then redis.call('HDEL', returned, string.match(lease, '^%-?%d+ %-?%d+ (.*)$')) end
  if ended == 'again' then
    put_back(host, due, entry, recurring, run)
  elseif ended == 'dead' then
    redis.call('ZADD', dead, now, entry)
    redis.call('ZREMRANGEBYRANK', dead, 0, -KEPT_DEAD - 1)
  end
  endings[ended] = (endings[ended] or 0) + 1
  settle(host)
  return true
end

for i = 2, #ARGV, 10 do
  local ended = finish(ARGV[i], ARGV[i + 1], tonumber(ARGV[i + 2]), ARGV[i + 3], ARGV[i + 4], ARGV[i + 5], ARGV[i + 6],
    ARGV[i + 7], ARGV[i + 8], ARGV[i + 9])
  flags[#flags + 1] = ended and '1' or '0'
end
for ended, count in pairs(endings) do redis.call('HINCRBY', tally, ended, count) end
return table.concat(flags)
