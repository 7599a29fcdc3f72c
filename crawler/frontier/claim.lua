-- Leases the best due entry of each due host, the host that waited longest first; of one without delay, one for each lane.
-- ARGV: now, how many, lease (ms), delay of a host that has none yet (ms).
-- Returns host, token, times its lease ran out, the forcing run (or ""), entry, recurring entry (or ""), … for each.
local wanted, lease, default_delay = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local token = tonumber(redis.call('HGET', tally, 'token') or 0)
local claimed = {}
local got = 0

local function claim(host)
  local earliest, count = recover(host)
  local known = manners_of(host)
  if count >= known.lanes or known.unsent or known.next_time > now then return settle(host) end
  local first = redis.call('ZRANGE', queue(host), 0, 0, 'WITHSCORES')
  if not first[1] or tonumber(first[2]) > now then return settle(host) end
  local entry, recurring, run, times = first[1], '', '', '0'
  redis.call('ZREM', queue(host), entry)
  if is_recurring(entry) then
    recurring = redis.call('HGET', fixed, fingerprint_of(entry))
    if not recurring then return settle(host) end -- its source no longer announces it
    run = redis.call('HGET', forced, fingerprint_of(entry)) or ''
  end
  if any_returned then times = redis.call('HGET', returned, entry) or '0' end
  token = token + 1
  local delay = known.delay or default_delay
  local deadline = now + math.max(lease, 3 * delay)
  redis.call('HSET', leases(host), whole(token), string.format('%.0f %.0f %s', deadline, first[2], entry))
  -- Until it is sent or ended nothing more is to be had from this host, unless a lease runs out. Where no delay runs
  -- from the sending, the host's other lanes need not wait for it.
  redis.call('HSET', manners(host), 'next', whole(now + delay), 'unsent', delay > 0 and whole(token) or '')
  local ready = delay == 0 and count + 1 < known.lanes and now or math.min(earliest or deadline, deadline)
  redis.call('ZADD', hosts, whole(ready), host)
  for _, value in ipairs({host, whole(token), times, run, entry, recurring}) do claimed[#claimed + 1] = value end
  got = got + 1
end

for _ = 1, 100 do -- a host that was visited has left the ready ones, so this ends long before
  local ready = redis.call('ZRANGE', hosts, '-inf', whole(now), 'BYSCORE', 'LIMIT', 0, wanted - got)
  if #ready == 0 then break end
  for _, host in ipairs(ready) do claim(host) end
  if got >= wanted then break end
end
if got > 0 then
  redis.call('HSET', tally, 'token', whole(token))
  redis.call('HINCRBY', tally, 'claimed', got)
end
return claimed
