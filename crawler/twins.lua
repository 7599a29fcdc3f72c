-- Whether too many other addresses of a host share something (a body, a canonical address); if not, the address is noted.
-- KEYS[1]: hash of the host, what is shared -> fingerprints of its addresses, eight bytes each.
-- ARGV: what is shared, fingerprint (8 bytes), how many addresses may share it, how many are remembered, for how long (s).
-- Returns 1 or 0.
local known = redis.call('HGET', KEYS[1], ARGV[1]) or ''
for start = 1, #known, 8 do
  if string.sub(known, start, start + 7) == ARGV[2] then return 0 end
end
if #known >= 8 * ARGV[3] then return 1 end
if redis.call('HLEN', KEYS[1]) > tonumber(ARGV[4]) then redis.call('DEL', KEYS[1]) end
redis.call('HSET', KEYS[1], ARGV[1], known .. ARGV[2])
redis.call('EXPIRE', KEYS[1], ARGV[5])
return 0
