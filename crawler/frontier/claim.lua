-- Leases the best due entry of each due host, the host that waited longest first.
-- ARGV: now, how many, lease (ms), delay of a host that has none yet (ms).
-- Returns host, token, times its lease ran out, the forcing run (or ""), entry, recurring entry (or ""), … for each.
local wanted, lease, default_delay = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local claimed = {}
local got = 0

local function claim(host)
  local _, count = recover(host)
  local known = redis.call('HMGET', manners(host), 'next', 'lanes', 'unsent', 'delay')
  if count >= tonumber(known[2] or 1) or known[3] or tonumber(known[1] or 0) > now then return end
  local first = redis.call('ZRANGE', queue(host), 0, 0, 'WITHSCORES')
  if not first[1] or tonumber(first[2]) > now then return end
  local entry, recurring, run = first[1], '', ''
  redis.call('ZREM', queue(host), entry)
  if string.sub(entry, 1, 1) == 'r' then
    recurring = redis.call('HGET', fixed, fingerprint_of(entry))
    if not recurring then return end -- its source no longer announces it
    run = redis.call('HGET', forced, fingerprint_of(entry)) or ''
  end
  local token = string.format('%.0f', redis.call('HINCRBY', tally, 'claimed', 1))
  local delay = tonumber(known[4]) or default_delay
  local deadline = now + math.max(lease, 3 * delay)
  redis.call('HSET', leases(host), token, string.format('%.0f %.0f %s', deadline, first[2], entry))
  redis.call('HSET', manners(host), 'next', string.format('%.0f', now + delay), 'unsent', token)
  redis.call('PERSIST', manners(host))
  local times = redis.call('HGET', returned, fingerprint_of(entry)) or '0'
  for _, value in ipairs({host, token, times, run, entry, recurring}) do claimed[#claimed + 1] = value end
  got = got + 1
end

local offset = 0
while got < wanted do
  local ready = redis.call('ZRANGE', hosts, '-inf', string.format('%.0f', now), 'BYSCORE', 'LIMIT', 0, wanted - got)
  if #ready == 0 then break end
  for _, host in ipairs(ready) do
    claim(host)
    settle(host) -- a host just visited is never ready at once: it has a lease out, a delay, or nothing due
  end
  offset = offset + 1
  if offset > 100 then break end
end
return claimed
