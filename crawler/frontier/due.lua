-- When recurring entries are due. ARGV: now, then for each: host, fingerprint (8 bytes).
-- Returns the time (ms) each, or "" while it is being fetched.
local times = {}
for i = 2, #ARGV, 2 do
  times[#times + 1] = redis.call('ZSCORE', queue(ARGV[i]), 'r' .. ARGV[i + 1]) or ''
end
return times
