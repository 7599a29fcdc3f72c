-- Take the oldest messages of the queues, and note them as unacknowledged in the same step.
-- KEYS: the queues' lists, then the sorted set of unacknowledged tags, then their hash.
-- ARGV: the time, how many, then the queue that each list belongs to.
-- Returns list, message, list, message, … with all messages of the first list that has any before those of the next.
local index, unacked = KEYS[#KEYS - 1], KEYS[#KEYS]
local claimed = {}
for place = 1, #KEYS - 2 do
  while #claimed < 2 * tonumber(ARGV[2]) do
    local message = redis.call('RPOP', KEYS[place])
    if not message then break end
    -- The message is JSON with its body in base64; inside a string the quotation marks would be escaped.
    local tag = string.match(message, '"delivery_tag":%s*"([^"\\]+)"')
    if tag then
      redis.call('ZADD', index, ARGV[1], tag)
      redis.call('HSET', unacked, tag, '[' .. message .. ', "", ' .. cjson.encode(ARGV[place + 2]) .. ']')
    end
    claimed[#claimed + 1] = KEYS[place]
    claimed[#claimed + 1] = message
  end
end
return claimed
