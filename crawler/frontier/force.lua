-- Makes recurring entries due at once, for a run. ARGV: now, then for each: host, fingerprint (8 bytes), run.
-- Returns one "1" or "0" each: whether the entry exists.
local flags = {}
for i = 2, #ARGV, 3 do
  local host, fingerprint, run = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  if redis.call('HEXISTS', fixed, fingerprint) == 1 then
    redis.call('HSET', forced, fingerprint, run)
    -- Before everything else that is due; one that is leased just now comes back at once when its lease ends.
    redis.call('ZADD', queue(host), 'XX', 0, 'r' .. fingerprint)
    settle(host)
    flags[#flags + 1] = '1'
  else
    flags[#flags + 1] = '0'
  end
end
return table.concat(flags)
