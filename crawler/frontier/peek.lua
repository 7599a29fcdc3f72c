-- When a shard's next host is ready. ARGV: now. Returns that time (ms; "" when nothing waits) and now (ms).
local first = redis.call('ZRANGE', hosts, 0, 0, 'WITHSCORES')
return {first[2] or '', whole(now)}
