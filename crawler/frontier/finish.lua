-- Ends leases. ARGV: now, then for each: host, token, wait before the host's next request (ms), "1" to hold all of the host for
-- that long, lanes, how it ended (done, again, dead, turn), due (ms), entry, recurring entry (or ""), the forcing run it answers.
-- Returns one "1" or "0" each; "0": the lease had run out and its work belongs to somebody else by now.
local KEPT_DEAD = 10000
local flags = {}

local function put_back(host, due, entry, recurring, run)
  if recurring ~= '' then
    if redis.call('HEXISTS', fixed, fingerprint_of(entry)) == 0 then return end
    redis.call('HSET', fixed, fingerprint_of(entry), recurring)
    local waiting = redis.call('HGET', forced, fingerprint_of(entry))
    if waiting == run then
      redis.call('HDEL', forced, fingerprint_of(entry))
    elseif waiting then
      due = now -- asked for again while it was being fetched
    end
  end
  redis.call('ZADD', queue(host), due, entry)
end

for i = 2, #ARGV, 10 do
  local host, token, wait, hold, lanes = ARGV[i], ARGV[i + 1], tonumber(ARGV[i + 2]), ARGV[i + 3], ARGV[i + 4]
  local ended, due, entry, recurring, run = ARGV[i + 5], ARGV[i + 6], ARGV[i + 7], ARGV[i + 8], ARGV[i + 9]
  if redis.call('HDEL', leases(host), token) == 0 then
    flags[#flags + 1] = '0'
  else
    flags[#flags + 1] = '1'
    local known = redis.call('HMGET', manners(host), 'next', 'unsent')
    if known[2] == token then redis.call('HDEL', manners(host), 'unsent') end
    if lanes == '1' or hold == '1' or known[2] == token then
      local next_time = now + wait
      if hold == '1' or lanes ~= '1' then next_time = math.max(next_time, tonumber(known[1] or 0)) end
      redis.call('HSET', manners(host), 'next', string.format('%.0f', next_time))
    end
    redis.call('HSET', manners(host), 'lanes', lanes)
    if hold ~= '1' then redis.call('HSET', manners(host), 'delay', string.format('%.0f', wait)) end
    redis.call('PEXPIRE', manners(host), string.format('%.0f', DAY + wait))
    if entry ~= '' then redis.call('HDEL', returned, fingerprint_of(entry)) end
    if ended == 'again' then
      put_back(host, due, entry, recurring, run)
    elseif ended == 'dead' then
      redis.call('ZADD', dead, now, entry)
      redis.call('ZREMRANGEBYRANK', dead, 0, -KEPT_DEAD - 1)
    end
    redis.call('HINCRBY', tally, ended, 1)
    settle(host)
  end
end
return table.concat(flags)
