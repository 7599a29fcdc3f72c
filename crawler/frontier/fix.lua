-- Makes sure that recurring entries exist. ARGV: now, then for each: host, fingerprint (8 bytes), due (ms), recurring entry.
-- An entry that exists keeps its state. Returns how many were new.
local new = 0
for i = 2, #ARGV, 4 do
  if redis.call('HSETNX', fixed, ARGV[i + 1], ARGV[i + 3]) == 1 then
    redis.call('ZADD', queue(ARGV[i]), ARGV[i + 2], 'r' .. ARGV[i + 1])
    settle(ARGV[i])
    new = new + 1
  end
end
return new
