-- The exact set of fingerprints: plain sets of integers, each small enough that Redis keeps it as a sorted array of
-- eight-byte words (set-max-intset-entries, 512), grown by linear hashing (Litwin 1980): when the mean exceeds FILL one
-- bucket is split, so buckets hold between FILL and 2 * FILL fingerprints at any size, and no step is long.
local seen = shard .. ':seen'        -- hash: n (fingerprints), level, split
local FILL = 205                     -- 2 * 205 plus five standard deviations stays below 512

local function bucket(index) return shard .. ':s:' .. string.format('%.0f', index) end

-- The fingerprint modulo 2^bits. It is a signed 64-bit decimal, more than a Lua number holds: taken in two halves.
local function low_bits(decimal, bits)
  local modulus = 2 ^ bits
  local negative = string.byte(decimal, 1) == 45
  local digits = negative and string.sub(decimal, 2) or decimal
  local head = tonumber(string.sub(digits, 1, -10)) or 0
  local tail = tonumber(string.sub(digits, -9))
  local value = ((head % modulus) * (1000000000 % modulus) + tail) % modulus
  if negative then value = (modulus - value) % modulus end
  return value
end

local shape = redis.call('HMGET', seen, 'n', 'level', 'split')
local known_count, level, split = tonumber(shape[1] or 0), tonumber(shape[2] or 0), tonumber(shape[3] or 0)

local function bucket_of(decimal)
  local index = low_bits(decimal, level)
  if index < split then index = low_bits(decimal, level + 1) end
  return bucket(index)
end

local function grow()
  while known_count > FILL * (2 ^ level + split) do
    local old, new = bucket(split), bucket(split + 2 ^ level)
    for _, decimal in ipairs(redis.call('SMEMBERS', old)) do
      if low_bits(decimal, level + 1) ~= split then
        redis.call('SMOVE', old, new, decimal)
      end
    end
    split = split + 1
    if split == 2 ^ level then level, split = level + 1, 0 end
  end
end

local function remember(decimal)
  if redis.call('SADD', bucket_of(decimal), decimal) == 0 then return false end
  known_count = known_count + 1
  grow()
  return true
end

local function write_shape()
  redis.call('HSET', seen, 'n', string.format('%.0f', known_count), 'level', level, 'split', string.format('%.0f', split))
end
