-- When the next host of each shard is ready. KEYS: shards. ARGV: now. Returns now (ms), then that time (ms; "" when nothing waits)
-- for each shard.
local answer = {whole(now)}
for i, one in ipairs(KEYS) do
  answer[i + 1] = redis.call('ZRANGE', one .. ':hosts', 0, 0, 'WITHSCORES')[2] or ''
end
return answer
