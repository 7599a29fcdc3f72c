-- The request of a lease is on its way: the host's delay runs from now, and its next lane opens after it.
-- ARGV: now, host, token, wait (ms).
local host, token = ARGV[2], ARGV[3]
if redis.call('HGET', manners(host), 'unsent') ~= token then return 0 end
redis.call('HSET', manners(host), 'unsent', '', 'next', whole(now + tonumber(ARGV[4])))
settle(host)
return 1
