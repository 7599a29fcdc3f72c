-- Take the oldest message of the first queue that has one, and note it as unacknowledged in the same step.
-- KEYS: the queues' lists, then the sorted set of unacknowledged tags, then their hash.
-- ARGV: the time, then the queue that each list belongs to.
local index, unacked = KEYS[#KEYS - 1], KEYS[#KEYS]
for place = 1, #KEYS - 2 do
  local message = redis.call('RPOP', KEYS[place])
  if message then
    -- The message is JSON with its body in base64; inside a string the quotation marks would be escaped.
    local tag = string.match(message, '"delivery_tag":%s*"([^"\\]+)"')
    if tag then
      redis.call('ZADD', index, ARGV[1], tag)
      redis.call('HSET', unacked, tag, '[' .. message .. ', "", ' .. cjson.encode(ARGV[place + 1]) .. ']')
    end
    return {KEYS[place], message}
  end
end
return false
