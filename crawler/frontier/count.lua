-- Counts a shard's entries by state. ARGV: now. Returns due, waiting, leased, dead, seen, hosts, age of the host that has been
-- ready longest (ms), and the tally as name, value, …
local due, waiting, leased, oldest = 0, 0, 0, 0
local all = redis.call('ZRANGE', hosts, 0, -1)
for _, host in ipairs(all) do
  local here = redis.call('ZCOUNT', queue(host), '-inf', now)
  due = due + here
  waiting = waiting + redis.call('ZCARD', queue(host)) - here
  leased = leased + redis.call('HLEN', leases(host))
end
local first = redis.call('ZRANGE', hosts, 0, 0, 'WITHSCORES')
if first[2] and tonumber(first[2]) > 0 then oldest = math.max(0, now - tonumber(first[2])) end
local answer = {due, waiting, leased, redis.call('ZCARD', dead), tonumber(redis.call('HGET', shard .. ':seen', 'n') or 0), #all, oldest}
for _, value in ipairs(redis.call('HGETALL', tally)) do answer[#answer + 1] = value end
return answer
