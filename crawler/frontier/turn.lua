-- Asks for a host's next turn outside the queue: for a redirect from another host, or for one more request within a lease.
-- ARGV: now, host, token held there ("" for none), lease (ms), default delay (ms).
-- Returns token and 0, or "" and how long to wait (ms) before asking again.
local host, token = ARGV[2], ARGV[3]
local _, count = recover(host)
local known = manners_of(host)
local delay = known.delay or tonumber(ARGV[5])
local mine = token ~= '' and redis.call('HEXISTS', leases(host), token) == 1
if (known.unsent and known.unsent ~= token) or (not mine and count >= known.lanes) then
  return {'', whole(math.max(50, math.min(delay, 1000)))}
end
if known.next_time > now then
  return {'', whole(known.next_time - now)}
end
if not mine then
  token = whole(redis.call('HINCRBY', tally, 'token', 1))
  redis.call('HSET', leases(host), token, string.format('%.0f 0 ', now + tonumber(ARGV[4])))
end
redis.call('HSET', manners(host), 'next', whole(now + delay), 'unsent', token)
redis.call('PEXPIRE', manners(host), DAY)
settle(host)
return {token, '0'}
