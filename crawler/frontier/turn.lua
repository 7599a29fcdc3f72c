-- Asks for a host's next turn outside the queue: for a redirect from another host, or for one more request within a lease.
-- ARGV: now, host, token held there ("" for none), lease (ms), default delay (ms).
-- Returns token and 0, or "" and how long to wait (ms) before asking again.
local host, token = ARGV[2], ARGV[3]
local _, count = recover(host)
local known = redis.call('HMGET', manners(host), 'next', 'lanes', 'unsent', 'delay')
local delay = tonumber(known[4]) or tonumber(ARGV[5])
local mine = token ~= '' and redis.call('HEXISTS', leases(host), token) == 1
local next_time = tonumber(known[1] or 0)
if (known[3] and known[3] ~= token) or (not mine and count >= tonumber(known[2] or 1)) then
  return {'', string.format('%.0f', math.max(50, math.min(delay, 1000)))}
end
if next_time > now then
  return {'', string.format('%.0f', next_time - now)}
end
if not mine then
  token = string.format('%.0f', redis.call('HINCRBY', tally, 'claimed', 1))
  redis.call('HSET', leases(host), token, string.format('%.0f 0 ', now + tonumber(ARGV[4])))
end
redis.call('HSET', manners(host), 'next', string.format('%.0f', now + delay), 'unsent', token)
redis.call('PEXPIRE', manners(host), DAY)
settle(host)
return {token, '0'}
