-- Takes in entries whose fingerprint is new. ARGV: now, then for each host: host, count, and count times
-- fingerprint (signed decimal), due (ms), entry, "1" when it is wanted even if it was seen.
-- Returns one "1" or "0" per entry: whether it was taken in.
local flags = {}
local i = 2
while i <= #ARGV do
  local host, count = ARGV[i], tonumber(ARGV[i + 1])
  i = i + 2
  local any = false
  for _ = 1, count do
    local new = remember(ARGV[i])
    if new or ARGV[i + 3] == '1' then
      redis.call('ZADD', queue(host), ARGV[i + 1], ARGV[i + 2])
      any = true
      flags[#flags + 1] = '1'
    else
      flags[#flags + 1] = '0'
    end
    i = i + 4
  end
  if any then settle(host) end
end
write_shape()
return table.concat(flags)
