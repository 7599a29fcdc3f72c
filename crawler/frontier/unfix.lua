-- Forgets recurring entries. ARGV: now, then for each: host, fingerprint (8 bytes).
for i = 2, #ARGV, 2 do
  redis.call('HDEL', fixed, ARGV[i + 1])
  redis.call('HDEL', forced, ARGV[i + 1])
  redis.call('ZREM', queue(ARGV[i]), 'r' .. ARGV[i + 1])
  settle(ARGV[i])
end
return 1
